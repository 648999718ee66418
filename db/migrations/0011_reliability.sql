-- Whose number a post has in Slack: a restored database begins a name of its own for what it writes from then on.
ALTER TABLE posts ADD COLUMN installation TEXT;
UPDATE posts SET installation = (SELECT name FROM installation);

-- What is asked of 100,000 fits.
CREATE INDEX fits_succeeded ON fits (light_curve_id, model, object_id) WHERE state = 'succeeded';
CREATE INDEX posts_dead ON posts (created_at) WHERE state = 'failed';
