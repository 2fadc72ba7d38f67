#!/bin/sh
# json.sh - JSON output is valid JSON in UTF-8, whatever the file names are.
. "${srcdir:-.}/tests/cli/common.sh"
cd "$dir/work" || exit 99
name=$(printf 'a\377\303"\001\\b')
cat >"$name.conf" 2>/dev/null <<'EOP'
model = network
data { source = sphere n = 6 d = 4 test = 3 }
network { widths = {8} }
stop { steps = 4 loss = 0 }
EOP
if [ ! -s "$name.conf" ]; then
    ok "odd names # SKIP this file system takes no such name"
    exit 0
fi
catapult check --quick --json "./$name.conf" >check.json 2>err || fail check "$(head -n 1 err)"
catapult run "./$name.conf" --dump d >out 2>err || fail dump "$(head -n 1 err)"
wanted='a\\ufffd\\ufffd\\"\\u0001\\\\b'
for file in check.json d/meta.json; do
    if grep -q "\"preset\": \"./$wanted.conf\"" "$file"; then ok "$file"; else fail "$file" "$(grep preset "$file" | head -n 1)"; fi
done
for candidate in ${PYTHON:-} python3 /usr/bin/python3; do
    "$candidate" -c '' 2>/dev/null || continue
    for file in check.json d/meta.json; do
        if "$candidate" -c 'import json, sys; json.loads(open(sys.argv[1], "rb").read().decode("utf-8"))' "$file" 2>err; then
            ok "$file, read by Python"
        else
            fail "$file, read by Python" "$(tail -n 1 err)"
        fi
    done
    break
done
exit $failed
