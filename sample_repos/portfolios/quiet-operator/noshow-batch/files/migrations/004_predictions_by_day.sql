create index concurrently predictions_by_day on predictions (day);
