#!/usr/bin/env bash
set -euo pipefail
echo "Rolling back to the previous stable version..."
sleep 1
echo "Rollback complete"
