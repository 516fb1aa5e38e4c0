"""LibreOffice without a window: opens a document, accepts or rejects all changes, and writes what is left as text."""

import shutil
import subprocess
from pathlib import Path

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Settle(source As String, target As String, wanted As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim doc As Object
  Dim dispatcher As Object
  doc = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
  If wanted &lt;&gt; "" Then
    dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
    wanted = ".uno:" &amp; wanted &amp; "AllTrackedChanges"
    dispatcher.executeDispatch(doc.CurrentController.Frame, wanted, "", 0, Array())
  End If
  Dim filter(1) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName" : filter(0).Value = "Text (encoded)"
  filter(1).Name = "FilterOptions" : filter(1).Value = "UTF8,LF"
  doc.storeToURL(ConvertToURL(target), filter())
  doc.close(True)
End Sub
</script:module>
"""
ACCEPT, REJECT = "Accept", "Reject"


def program() -> str | None:
    """Where LibreOffice is, or None."""
    return shutil.which("soffice")


def profile(folder: Path) -> Path:
    """A profile that holds our macro; the first start makes the rest, and a module of that name, which we replace."""
    run(folder, "--terminate_after_init")
    (folder / "user/basic/Standard/Module1.xba").write_text(_MODULE, encoding="utf-8")
    return folder


def text_of(document: Path, home: Path, command: str = "") -> list[str]:
    """The lines of a document that are not empty, after a command such as ACCEPT."""
    target = document.with_suffix(f".{command or 'plain'}.txt")
    macro = f'macro:///Standard.Module1.Settle("{document}","{target}","{command}")'
    run(home, macro)
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    return [" ".join(line.split()) for line in lines if line.strip()]


def to_pdf(document: Path, home: Path) -> Path:
    """The document as LibreOffice prints it."""
    run(home, "--convert-to", "pdf", "--outdir", str(document.parent), str(document))
    return document.with_suffix(".pdf")


def run(home: Path, *arguments: str) -> None:
    """One run, without a window."""
    command = [str(program()), f"-env:UserInstallation=file://{home}", "--headless", "--norestore", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
