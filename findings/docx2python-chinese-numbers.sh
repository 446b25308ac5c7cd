#!/usr/bin/env bash
# docx2python 3.7.1, which writes out the automatic numbers of Word, knows no
# Chinese format: 第一条 and （一） (chineseCountingThousand, chineseCounting) both
# come out as "--", the mark of a bullet, so articles cannot be told from bulleted
# items. mammoth 1.13.0 makes plain ordered lists of them: an article and its item
# are 1 and 1. Neither says that a format was unknown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    docx2python==3.7.1 mammoth==1.13.0 python-docx==1.2.0 2>/dev/null
cat > "$folder/try.py" <<'PY'
import mammoth
from docx import Document
from docx.oxml import parse_xml
from docx2python import docx2python

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LEVEL = (
    '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/>'
    '<w:lvlText w:val="{}"/></w:lvl>'
)
levels = LEVEL.format(0, "chineseCountingThousand", "第%1条") + LEVEL.format(
    1, "chineseCounting", "（%2）"
)
document = Document()
numbering = document.part.numbering_part.element
numbering.insert(
    0,
    parse_xml(
        f'<w:abstractNum xmlns:w="{W}" w:abstractNumId="91">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    ),
)
numbering.append(
    parse_xml(
        f'<w:num xmlns:w="{W}" w:numId="91"><w:abstractNumId w:val="91"/></w:num>'
    )
)
for level, text in ((0, "物流包括："), (1, "干线运输。"), (0, "自发布之日起施行。")):
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr xmlns:w="{W}"><w:ilvl w:val="{level}"/>'
            '<w:numId w:val="91"/></w:numPr>'
        )
    )
document.save("numbered.docx")
print([x for x in docx2python("numbered.docx").text.splitlines() if x])
with open("numbered.docx", "rb") as file:
    result = mammoth.convert_to_html(file)
print(result.value, result.messages)
PY
(cd "$folder" && "$folder/venv/bin/python" -W ignore "$folder/try.py") | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
['--\t物流包括：', '\t--\t干线运输。', '--\t自发布之日起施行。']
<ol><li>物流包括：<ol><li>干线运输。</li></ol></li><li>自发布之日起施行。</li></ol> []
SEEN
echo "as seen"
