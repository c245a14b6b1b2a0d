#!/usr/bin/env bash
set -euo pipefail
TRACK="${1:-stable}"
echo "Deploying inference to ${TRACK}..."
echo "Waiting for pods to become ready..."
sleep 2
echo "Deployment to ${TRACK} finished"
