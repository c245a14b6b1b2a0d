#!/usr/bin/env bash
set -euo pipefail
for weight in 5 25 50 100; do
  echo "Shifting ${weight}% of the traffic to the canary"
  sleep 1
done
echo "Canary promoted"
