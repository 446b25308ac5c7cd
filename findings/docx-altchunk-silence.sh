#!/usr/bin/env bash
# A Word file may keep its whole text in another file inside the package
# (w:altChunk, ECMA-376 part 1, 17.17.2.1); a public collection of Chinese laws
# does. python-docx 1.2.0 and docx2python 3.6.2 open such a file without a word
# and find no text; mammoth 1.11.0 finds none either, but says so in a message.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    python-docx==1.2.0 docx2python==3.6.2 mammoth==1.11.0 2>/dev/null
cat > "$folder/try.py" <<'PY'
import sys
from zipfile import ZipFile

import docx
import mammoth
from docx2python import docx2python

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml"
    ".document.main+xml"
)
files = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="html" ContentType="text/html"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": "<Relationships "
    f'xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/aFChunk" Target="text.html"/></Relationships>',
    "word/document.xml": f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}">'
    '<w:body><w:altChunk r:id="r1"/></w:body></w:document>',
    "word/text.html": '<html><head><meta charset="utf-8"></head><body>'
    "<p>第一条 公开办事指南。</p></body></html>",
}
path = sys.argv[1]
with ZipFile(path, "w") as package:
    for name, content in files.items():
        package.writestr(name, content)
print("python-docx:", len(docx.Document(path).paragraphs), "paragraphs")
with docx2python(path) as read:
    print("docx2python:", repr(read.text.strip()))
with open(path, "rb") as file:
    result = mammoth.extract_raw_text(file)
print("mammoth:", repr(result.value), result.messages)
PY
"$folder/venv/bin/python" "$folder/try.py" "$folder/a.docx" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
python-docx: 0 paragraphs
docx2python: ''
mammoth: '' [Message(type='warning', message='An unrecognised element was ignored: w:altChunk')]
SEEN
echo "as seen"
