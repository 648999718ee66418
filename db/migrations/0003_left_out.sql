-- JSON, [{filter, rows}]: rows of the file in filters that no model has, which no fit of the light curve saw.
ALTER TABLE light_curves ADD COLUMN left_out TEXT NOT NULL DEFAULT '[]';
