#!/bin/sh
# blas.sh - the BLAS calls of GSL, of this program and of LAPACK all go to OpenBLAS.  Neither the link line nor ldd shows
# this: libgsl itself names libgslcblas, and LAPACKE the reference BLAS.  So glibc's loader is asked to which library it
# bound every symbol.
catapult=${CATAPULT:-./catapult}
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 99' HUP INT TERM
failed=0

LD_BIND_NOW=1 LD_DEBUG=bindings LD_DEBUG_OUTPUT=$dir/bindings "$catapult" --version >/dev/null 2>&1
if ! cat "$dir"/bindings* >"$dir/all" 2>/dev/null || ! grep -q 'symbol .*cblas_' "$dir/all"; then
    echo "SKIP: no LD_DEBUG here, or a static program"
    exit 77
fi

# FROM TO SYMBOL, of all that is BLAS or LAPACK by its name.
sed -n 's/.*binding file \([^ ]*\) .* to \([^ ]*\) .*symbol .\([A-Za-z0-9_]*\).*/\1 \2 \3/p' "$dir/all" |
    grep -E ' (cblas_[a-z0-9_]+|[sd](gemm|gemv|syrk|symv|symm|axpy|dot|scal|nrm2|syevr|syevd|potrf)_)$' |
    sort -u >"$dir/calls"

# from NAME PATTERN: the calls of that file exist and go to OpenBLAS.
from() {
    if ! grep -q "$2" "$dir/calls"; then
        echo "FAIL $1: no call found"
        failed=1
    elif grep "$2" "$dir/calls" | grep -v ' [^ ]*libopenblas[^ ]* ' >"$dir/astray"; then
        echo "FAIL $1: $(head -n 1 "$dir/astray")"
        failed=1
    else
        echo "ok $1"
    fi
}

from "catapult's own calls" '^[^ ]*catapult '
from "GSL's calls" '^[^ ]*libgsl\.so'
! grep -q 'liblapacke\.so' "$dir/all" || from "LAPACKE's calls" '^[^ ]*liblapacke\.so'

exit $failed
