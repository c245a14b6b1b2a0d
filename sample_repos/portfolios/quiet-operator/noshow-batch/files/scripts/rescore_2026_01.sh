#!/bin/sh
# Scores 3 to 6 January 2026 again, from the cluster: the bookings arrived on the 7th.
set -eu
for day in 2026-01-03 2026-01-04 2026-01-05 2026-01-06; do
    kubectl -n noshow-live create job "rescore-$day" --from=cronjob/noshow-scoring --dry-run=client -o json |
        sed "s/\"noshow.score\"/\"noshow.score\", \"$day\"/" |
        kubectl -n noshow-live apply -f -
done
