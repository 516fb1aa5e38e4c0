"""What runs the demo: processes, ports, keys, the mail server, and what an operator does by command.

Lives here: nothing that an app team would copy; that is `demo.service`.
"""
