-- Events by kind, and what they add up to at two days as functions, which PostGraphile shows as fields: "custom queries"
-- and "computed columns" of its documentation. The latest that is told wins; nothing is known of corrections or sources.
CREATE SCHEMA told;
CREATE SCHEMA app;

CREATE TYPE app.money AS (amount numeric, currency text);

CREATE TABLE told.about (
  company text NOT NULL, day date NOT NULL, known date NOT NULL, edtf text NOT NULL, founding boolean NOT NULL,
  name text, country text, city text, website text, sector text
);
CREATE TABLE app.round (
  id bigserial PRIMARY KEY, company text NOT NULL, day date NOT NULL, known date NOT NULL, edtf text NOT NULL,
  confidence text NOT NULL, key text NOT NULL, stage text NOT NULL, raised app.money, valuation app.money,
  leads text[], investors text[]
);
CREATE TABLE app.model (
  id bigserial PRIMARY KEY, company text NOT NULL, day date NOT NULL, known date NOT NULL, edtf text NOT NULL,
  name text NOT NULL, stage text NOT NULL
);
CREATE TABLE app.metric (
  id bigserial PRIMARY KEY, company text NOT NULL, day date NOT NULL, known date NOT NULL,
  name text NOT NULL, money app.money, count numeric, unit text
);

CREATE TYPE app.company AS (
  slug text, on_day date, known_by date,
  name text, status text, founded text, country text, city text, website text, sector text
);

CREATE FUNCTION app.company_as_of(slug text, on_day date, known_by date) RETURNS app.company LANGUAGE sql STABLE AS $$
  SELECT company_as_of.slug, company_as_of.on_day, company_as_of.known_by,
    coalesce((array_agg(name ORDER BY day DESC, known DESC) FILTER (WHERE name IS NOT NULL))[1], company_as_of.slug),
    'ACTIVE',
    (array_agg(edtf ORDER BY day DESC, known DESC) FILTER (WHERE founding))[1],
    (array_agg(country ORDER BY day DESC, known DESC) FILTER (WHERE country IS NOT NULL))[1],
    (array_agg(city ORDER BY day DESC, known DESC) FILTER (WHERE city IS NOT NULL))[1],
    (array_agg(website ORDER BY day DESC, known DESC) FILTER (WHERE website IS NOT NULL))[1],
    (array_agg(sector ORDER BY day DESC, known DESC) FILTER (WHERE sector IS NOT NULL))[1]
  FROM told.about
  WHERE about.company = company_as_of.slug AND day <= company_as_of.on_day AND known <= company_as_of.known_by
$$;

CREATE FUNCTION app.company_rounds(state app.company) RETURNS SETOF app.round LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (key) * FROM app.round
  WHERE company = state.slug AND day <= state.on_day AND known <= state.known_by
  ORDER BY key, day DESC, known DESC
$$;

CREATE FUNCTION app.company_valuation(state app.company) RETURNS app.round LANGUAGE sql STABLE AS $$
  SELECT * FROM app.round
  WHERE company = state.slug AND day <= state.on_day AND known <= state.known_by
  ORDER BY day DESC, known DESC LIMIT 1
$$;

CREATE FUNCTION app.company_raised(state app.company) RETURNS SETOF app.money LANGUAGE sql STABLE AS $$
  SELECT sum((raised).amount), (raised).currency FROM app.company_rounds(state) WHERE stage = 'CLOSED'
  GROUP BY (raised).currency
$$;

CREATE FUNCTION app.company_models(state app.company) RETURNS SETOF app.model LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (name) * FROM app.model
  WHERE company = state.slug AND day <= state.on_day AND known <= state.known_by
  ORDER BY name, day DESC, known DESC
$$;

CREATE FUNCTION app.company_metrics(state app.company) RETURNS SETOF app.metric LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (name) * FROM app.metric
  WHERE company = state.slug AND day <= state.on_day AND known <= state.known_by
  ORDER BY name, day DESC, known DESC
$$;

CREATE TABLE told.line (day date NOT NULL, known date NOT NULL, body jsonb NOT NULL);
