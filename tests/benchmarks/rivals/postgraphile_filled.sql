DELETE FROM told.line WHERE body ->> 'confidence' = 'rumored';

INSERT INTO told.about
SELECT body ->> 'company', day, known, body ->> 'on', body ->> 'type' = 'founded',
  body ->> 'name', body ->> 'country', body ->> 'city', body ->> 'website', body ->> 'sector'
FROM told.line WHERE body ->> 'type' IN ('founded', 'profile');

INSERT INTO app.round (company, day, known, edtf, confidence, key, stage, raised, valuation, leads, investors)
SELECT body ->> 'company', day, known, body ->> 'on', upper(body ->> 'confidence'), body ->> 'round',
  upper(body ->> 'stage'),
  ROW((body #>> '{raised,amount}')::numeric, body #>> '{raised,currency}')::app.money,
  ROW((body #>> '{valuation,amount}')::numeric, body #>> '{valuation,currency}')::app.money,
  ARRAY(SELECT jsonb_array_elements_text(body -> 'leads')),
  ARRAY(SELECT jsonb_array_elements_text(body -> 'investors'))
FROM told.line WHERE body ->> 'type' = 'funding';

INSERT INTO app.model (company, day, known, edtf, name, stage)
SELECT body ->> 'company', day, known, body ->> 'on', body ->> 'model', upper(body ->> 'stage')
FROM told.line WHERE body ->> 'type' = 'model';

INSERT INTO app.metric (company, day, known, name, money, count, unit)
SELECT body ->> 'company', day, known, body ->> 'metric',
  CASE WHEN body ? 'money' THEN ROW((body #>> '{money,amount}')::numeric, body #>> '{money,currency}')::app.money END,
  (body ->> 'count')::numeric, body ->> 'unit'
FROM told.line WHERE body ->> 'type' = 'metric';

CREATE INDEX ON told.about (company);
CREATE INDEX ON app.round (company);
CREATE INDEX ON app.model (company);
CREATE INDEX ON app.metric (company);
DROP TABLE told.line;
VACUUM ANALYZE;
