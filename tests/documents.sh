#!/bin/sh
# documents.sh - everything that the documents for developers name in backquotes exists: files and
# folders of this tree, functions, structs, enums and tables of its sources, options of its configure.
srcdir=$(cd "${srcdir:-.}" && pwd) || exit 99
cd "$srcdir" || exit 99
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
failed=0
find src include tests -name '*.[ch]' -exec cat {} + | grep -o '[A-Za-z_][A-Za-z_0-9]*' | LC_ALL=C sort -u >"$dir/words"
find . -name .git -prune -o -type f -print | sed 's|.*/||' | LC_ALL=C sort -u >"$dir/files"

known() {
    LC_ALL=C grep -q -x -F -e "$1" "$dir/words"
}

# there TEXT: whether what the text names is there; true for text of another kind.
there() {
    case $1 in
    *NAME* | *' '*' '* | *=* | /* | ./* | *://*) return 0 ;; # a pattern, a command, a place elsewhere
    'struct '* | 'enum '* | 'const struct '*) known "${1##* }" ;;
    --enable-* | --with-* | --without-*) grep -q -e "\[${1#--*-}\]" configure.ac || grep -q -e "(\[${1#--*-}\]" configure.ac ;;
    src/* | tests/* | include/* | presets/* | docs/* | man/* | data/* | lessons/*) ls -d $1 >/dev/null 2>&1 ;;
    *.c | *.h | *.sh | *.py | *.md | *.ac | *.am | *.txt) LC_ALL=C grep -q -x -F -e "${1##*/}" "$dir/files" ;;
    *[!a-z_0-9A-Z]*) return 0 ;;
    *_*) known "$1" || LC_ALL=C grep -q -x -F -e "$1.c" "$dir/files" ;; # a function, or a test program
    esac
}

for document in ARCHITECTURE.md CONTRIBUTING.md NOTATION.md SECURITY.md docs/debugging.md; do
    grep -v '^    ' $document | grep -o '`[^`]*`' | tr -d '`' | LC_ALL=C sort -u >"$dir/named"
    count=0
    while read -r name; do
        count=$((count + 1))
        there "$name" && continue
        echo "FAIL $document: '$name' is not there"
        failed=1
    done <"$dir/named"
    [ "$count" -gt 0 ] && echo "ok $document: $count names" || { echo "FAIL $document: no names"; failed=1; }
done
exit $failed
