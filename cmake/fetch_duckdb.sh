#!/bin/sh
# fetch_duckdb.sh DIR: libduckdb.so into DIR, where no system library is there. The program loads it
# at its first query (src/sql/duckdb.h) and does everything else without it, so a failure here is
# only a note.
#
# The library comes from npm, where DuckDB publishes it for Node: pinned by version and checksum.
set -eu
dir=$1
version=1.5.6-r.1
case "$(uname -m)" in
x86_64) arch=x64
    sum=21772b64913a904a8cd19e30c1d5671811d7fdface4b7dd53cd0300d743f43e16cf386f4e7c41ef78721ac208870d2651bc6375072145387817824315b998dd5 ;;
aarch64) arch=arm64
    sum=de39d46838a5d41ac5ffabc067055a227275c6805a5861c1e0f0e2527cc958a0a8f1af132f1f63eff80fc8f97f5064417edad822e4e28516527c5e2658c82d58 ;;
*) echo "duckdb: no library for $(uname -m) is known: install libduckdb for \`kamu sql\` and preprocess" >&2; exit 0 ;;
esac

if /sbin/ldconfig -p 2>/dev/null | grep -q 'libduckdb\.so '; then exit 0; fi
if [ "$(cat "$dir/version" 2>/dev/null)" = "$version-$arch" ] && [ -f "$dir/libduckdb.so" ]; then exit 0; fi

skip() {
    echo "duckdb: $1: \`kamu sql\` and preprocess will need KAMU_DUCKDB or a system libduckdb" >&2
    exit 0
}
command -v npm >/dev/null || skip "no npm to fetch it with"

temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
package=@duckdb/node-bindings-linux-$arch@$version
echo "fetching: $package" >&2
(cd "$temp" && npm pack --silent "$package" >name 2>log) || { tail -n 3 "$temp/log" >&2; skip "npm cannot fetch $package"; }
file=$temp/$(tail -n 1 "$temp/name")
[ "$(sha512sum <"$file" | cut -d' ' -f1)" = "$sum" ] || { echo "duckdb: $package has another checksum than expected; it is not used" >&2; exit 1; }
tar -xzf "$file" -C "$temp" package/libduckdb.so package/LICENSE
mkdir -p "$dir"
mv "$temp/package/libduckdb.so" "$dir/libduckdb.so.new" && mv "$dir/libduckdb.so.new" "$dir/libduckdb.so"
mv "$temp/package/LICENSE" "$dir/LICENSE"
echo "$version-$arch" >"$dir/version"
