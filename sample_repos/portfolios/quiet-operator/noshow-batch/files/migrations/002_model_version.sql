alter table predictions add column model_version text not null default '';
