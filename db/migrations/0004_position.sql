-- Where the object is (ICRS, degrees), when a file told: NULL where none did.
ALTER TABLE objects ADD COLUMN ra_deg REAL;
ALTER TABLE objects ADD COLUMN dec_deg REAL;
