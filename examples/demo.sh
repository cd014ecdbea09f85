#!/bin/sh
# What `make demo` does: a damaged report on the screen; all reports into YAML and a workbook.
# usage: examples/demo.sh DJLEDGER OUT, from the folder of the project
set -eu
djledger=$1
out=$2
mkdir -p "$out"

echo "--- examples/three-lines-damaged.txt"
cat examples/three-lines-damaged.txt
echo "--- its ledger"
"$djledger" extract examples/three-lines-damaged.txt
echo "--- all of examples/: a ledger each, and one workbook"
"$djledger" extract examples/*.txt -o "$out/" --force
"$djledger" extract examples/*.txt -o "$out/examples.xlsx" --force
ls -l "$out"
