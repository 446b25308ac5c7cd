#!/usr/bin/env bash
# string_grouper 0.8.0 folds to ASCII unless told otherwise, so of a Chinese
# clause only Latin letters and digits are compared: two clauses that share
# nothing but "IPv6" are called identical, similarity 1, and two equal clauses
# without Latin letters end in an error about stop words. With
# normalize_to_ascii=False both come out right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    string-grouper==0.8.0 2>/dev/null
cat > "$folder/try.py" <<'PY'
import pandas as pd
from string_grouper import match_strings

mixed = pd.Series(["加快IPv6规模部署", "IPv6人才持证上岗"])
plain = pd.Series(["完善农村物流体系", "完善农村物流体系"])
for name, texts in (("mixed", mixed), ("plain", plain)):
    for options in ({}, {"normalize_to_ascii": False}):
        try:
            table = match_strings(texts, min_similarity=0.5, **options)
            pairs = table[table["left_index"] < table["right_index"]]
            found = [round(float(x), 3) for x in pairs["similarity"]]
        except ValueError as error:
            found = f"ValueError: {error}"
        print(name, options or "defaults", found)
PY
"$folder/venv/bin/python" -W ignore "$folder/try.py" | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
mixed defaults [1.0]
mixed {'normalize_to_ascii': False} []
plain defaults ValueError: empty vocabulary; perhaps the documents only contain stop words
plain {'normalize_to_ascii': False} [1.0]
SEEN
echo "as seen"
