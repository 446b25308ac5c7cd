#!/usr/bin/env bash
# lxml 6.1.3 (libxml2 2.14.6): what stands after the first </html> of a page
# never reaches the tree, without an error in the log. The HTML standard puts
# it into the body ("after after body" insertion mode), and so does html5lib
# 1.1. Gazette pages of government sites carry a second page, or the text
# itself, behind the first </html>, so a reader that trusts the tree loses it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    lxml==6.1.3 html5lib==1.1 2>/dev/null
cat > "$folder/try.py" <<'PY'
import html5lib
from lxml import etree, html

page = (
    "<html><body><p>第一条 公开办事指南。</p></body></html>\n"
    "<p>第二条 听取公众意见。</p>"
)
parser = html.HTMLParser()
tree = html.document_fromstring(page, parser=parser)
standard = html5lib.parse(page, namespaceHTMLElements=False)
print("libxml2", ".".join(map(str, etree.LIBXML_VERSION)))
print("lxml:    ", "".join(tree.itertext()).split())
print("html5lib:", "".join(standard.itertext()).split())
print("errors logged by lxml:", len(parser.error_log))
PY
"$folder/venv/bin/python" "$folder/try.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
libxml2 2.14.6
lxml:     ['第一条', '公开办事指南。']
html5lib: ['第一条', '公开办事指南。', '第二条', '听取公众意见。']
errors logged by lxml: 0
SEEN
echo "as seen"
