"""The list of commands: by name, the module that holds it as `command`. A module is imported when it is asked for."""

COMMANDS: dict[str, str] = {
    "init": "publisher.cli.init",
    "new": "publisher.cli.new",
    "import": "publisher.cli.import_text",
    "import-history": "publisher.cli.import_history",
    "check": "publisher.cli.check",
    "diff": "publisher.cli.diff",
    "export": "publisher.cli.export",
    "publish": "publisher.cli.publish",
    "adopt": "publisher.cli.adopt",
    "verify": "publisher.cli.verify",
    "keys": "publisher.cli.keys",
    "build": "publisher.cli.build",
    "serve": "publisher.cli.serve",
}
