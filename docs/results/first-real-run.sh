#!/usr/bin/env bash
# Repeats docs/results/first-real-run.md: DATA is a data set folder with manifest.csv, OUT where the runs go.
set -euo pipefail
data=${1:?give the data set folder}
out=${2:?give a folder for the runs}
pleura=${PLEURA:-./pleura}
mkdir -p "$out"

"$pleura" data check --data "$data"
"$pleura" data split --data "$data" --out "$out/split.csv" --seed 1
"$pleura" data stats --data "$data" --manifest "$out/split.csv"

# Every arm reads the same frozen split; the pretext sees unlabelled and training images only.
common=(--data "$data" --manifest "$out/split.csv" --preset small)
"$pleura" pretrain "${common[@]}" --out "$out/pretext" --epochs 6 --seed 1

for seed in 1 2 3; do
  for arm in pretrained scratch; do
    init=scratch
    [ "$arm" = pretrained ] && init="$out/pretext"
    run="$out/$arm-$seed"
    "$pleura" finetune "${common[@]}" --out "$run" --init "$init" --epochs 12 --seed "$seed"
    "$pleura" evaluate --model "$run" --data "$data" --manifest "$out/split.csv" --split test --json > "$run/test.json"
  done
done
