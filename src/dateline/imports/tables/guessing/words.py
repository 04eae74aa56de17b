"""The words that headers, titles and cells of people's tables have, in English, German, French and Spanish."""

from __future__ import annotations

ROLES: dict[str, tuple[str, ...]] = {
    "published": ("report date", "source date", "published", "publication", "gemeldet", "veroffentlich", "publie",
                  "parution", "publicado", "publicacion", "article date"),
    "founded": ("founded", "founding", "foundation", "incorporated", "gegrundet", "grundung", "fondation", "fondee",
                "fonde", "creation", "fundada", "fundado", "fundacion"),
    "period_end": ("period end", "period ending", "end of period", "quarter end", "stichtag"),
    "filed": ("filed at", "filing date", "filed on", "accepted at", "submitted at", "date filed"),
    "until": ("until", "end date", "end", "date removed", "removed", "ended", "bis", "ende", "jusqu", "fin", "hasta",
              "to", "left", "austritt", "sortie", "date out"),
    "since": ("since", "start date", "start", "date added", "date joined", "joined", "added", "started", "seit", "von",
              "beginn", "eintritt", "depuis", "desde", "from", "entree", "entry date", "effective from", "date in"),
    "completed": ("completed", "completion", "closing", "closing date", "close date", "vollzug", "abschluss",
                  "conclusion", "cierre", "date closed"),
    "model": ("model", "model name", "modell", "modele", "modelo"),
    "scope": ("division", "product", "segment", "business unit", "subsidiary", "geschaftsbereich", "sparte", "produkt",
              "produit", "producto"),
    "metric": ("metric", "kpi", "indicator", "measure", "kennzahl", "indicateur", "indicador"),
    "per": ("time period", "period type", "period", "frequency", "zeitraum", "periode", "periodo"),
    "debt": ("debt", "fremdkapital", "dette", "deuda"),
    "capex": ("capex", "capital cost", "cost"),
    "megawatts": ("power", "capacity", "load", "megawatt", "mw", "leistung", "puissance", "potencia", "kapazitat"),
    "parameters": ("parameters", "params", "parameter"),
    "training_compute": ("training compute", "training flop"),
    "percent": ("stake acquired", "stake", "ownership", "percent", "percentage", "anteil", "beteiligung",
                "participation", "participacion"),
    "acquirer": ("acquirer", "acquiror", "buyer", "acquiring company", "bidder", "purchaser", "kaufer", "erwerber",
                 "acquereur", "acheteur", "comprador", "adquirente"),
    "target": ("target", "acquired", "acquiree", "target company", "zielunternehmen", "ziel", "cible", "objetivo",
               "adquirida"),
    "holder": ("shareholder", "holder", "stakeholder", "aktionar", "gesellschafter", "anteilseigner", "actionnaire",
               "accionista"),
    "leads": ("lead",),
    "investors": ("investor", "investisseur", "inversor", "geldgeber", "backer", "kapitalgeber"),
    "valuation": ("valuation", "post money", "market cap", "bewertung", "valorisation", "valoracion"),
    "headcount": ("headcount", "staff", "employee", "mitarbeiter", "beschaftigte", "effectif", "salarie", "empleado",
                  "plantilla", "workforce"),
    "revenue": ("revenue", "umsatz", "turnover", "chiffre d affaires", "ingresos", "ventas", "sales"),
    "users": ("users", "nutzer", "utilisateur", "usuarios"),
    "price": ("price", "deal value", "transaction value", "consideration", "enterprise value", "deal size",
              "kaufpreis", "preis", "prix", "precio"),
    "currency": ("currency", "wahrung", "devise", "moneda"),
    "round": ("round", "runde", "tour", "ronda", "runda", "rodada",
              "series", "serie", "funding type", "deal type", "investment type", "stage", "phase"),
    "amount": ("amount", "raised", "size", "betrag", "montant", "importe", "valor", "kwota", "importo", "monto",
               "funding", "finanzierung", "volumen",
               "volume", "deal size", "investment"),
    "date": ("date", "datum", "fecha", "data", "announced", "announcement",
             "closed", "funded", "acquired", "angekundigt", "when", "tag", "day", "effective", "filed",
             "go live", "online", "opened", "commissioned", "in service", "inbetriebnahme", "eroffnung",
             "year", "jahr", "annee", "ano", "month", "monat", "mois", "stand", "as of", "quarter", "quartal"),
    "website": ("website", "webseite", "homepage", "site web", "sitio web"),
    "exchange": ("exchange", "stock exchange", "borse", "bourse", "bolsa"),
    "ticker": ("ticker", "symbol", "ticker symbol", "stock symbol"),
    "person": ("person", "executive", "manager", "director", "board member", "personne", "dirigeant", "persona",
               "who", "employee name"),
    "title": ("title", "job title", "new title", "position", "new role", "role", "funktion", "poste", "cargo"),
    "sector": ("sector", "branche", "industry", "secteur", "category"),
    "region": ("region", "state", "province", "bundesland", "state code", "provincia"),
    "country": ("country", "land", "pays", "pais"),
    "city": ("city", "stadt", "sitz", "ort", "ville", "siege", "ciudad", "sede", "headquarters", "hq",
             "standort"),
    "site": ("site", "data center", "data centre", "facility", "campus", "rechenzentrum", "datacenter", "datacentre",
             "centro de datos"),
    "index": ("index", "indice"),
    "source": ("source", "quelle", "fuente", "publisher", "outlet"),
    "sure": ("confidence", "status", "statut", "estado"),
    "company": ("company", "organization", "organisation", "startup", "start up", "unternehmen", "firma", "firm",
                "societe", "entreprise", "empresa", "spoka", "azienda", "compania", "employer", "arbeitgeber",
                "org", "issuer", "security", "operator", "betreiber", "owner", "manufacturer", "hersteller",
                "defendant", "constituent", "name"),
    "happening": ("event", "milestone", "headline", "case", "what", "ereignis", "evenement", "evento", "award",
                  "incident"),
    "why": ("reason", "description", "details", "cause", "grund", "beschreibung", "raison", "motivo"),
    "id": ("id", "uuid", "key"),
}  # fmt: skip
"""What a column may be about, with the words for it; what stands above is tried first."""
SUMS = frozenset(
    {"total", "totals", "grand total", "subtotal", "sum", "summe", "gesamt", "gesamtsumme", "zwischensumme",
     "insgesamt", "somme", "sous total", "suma", "total general", "totale", "razem"}
)  # fmt: skip
"""What stands in the place of a name where a row adds up others."""
SURE = {
    "confirmed": ("confirmed", "bestatigt", "confirme", "confirmado"),
    "reported": ("reported", "confident", "likely", "gemeldet", "berichtet", "annonce", "rapporte", "reportado"),
    "rumored": ("rumor", "rumored", "rumour", "rumoured", "gerucht", "uncertain", "speculative", "rumeur"),
}

STAGES = {
    "talks": ("talks", "in talks", "discussions", "negotiation", "negotiations", "rumor", "rumored", "planned",
              "verhandlung"),
    "announced": ("announced", "signed", "agreed", "pending", "angekundigt", "annonce", "anunciado"),
    "closed": ("closed", "completed", "complete", "done", "funded", "abgeschlossen", "conclu", "cerrado", "completado"),
    "abandoned": ("abandoned", "cancelled", "canceled", "withdrawn", "failed", "terminated", "abgebrochen"),
}  # fmt: skip
"""The stages of a deal, with the words for them."""
SITE_STAGES = {
    "under-construction": ("under construction", "construction", "building", "in bau", "im bau", "baubeginn",
                           "en construction", "en travaux", "en chantier", "en construccion", "in costruzione"),
    "announced": ("planned", "announced", "proposed", "permitting", "geplant", "angekundigt", "in planung",
                  "prevu", "projet", "planificado", "pipeline"),
    "cancelled": ("cancelled", "canceled", "abandoned", "withdrawn", "abgesagt", "annule"),
    "closed": ("closed", "decommissioned", "shut down", "stillgelegt", "ferme"),
    "operational": ("operational", "operating", "live", "online", "active", "open", "completed", "existing",
                    "in betrieb", "betriebsbereit", "operationnel", "en service", "operativo"),
}  # fmt: skip
MOVES = {
    "started": ("appointed", "appoints", "joined", "joins", "hired", "named", "promoted", "started", "starts", "new",
                "elected", "berufen", "ernannt", "eintritt", "nomme", "nombrado"),
    "ended": ("left", "leaves", "leaving", "departed", "departs", "departure", "resigned", "resigns", "stepped down",
              "retired", "fired", "dismissed", "ended", "exit", "ausgeschieden", "austritt", "demission", "dimite"),
}  # fmt: skip
"""What becomes of a role."""
PER = {
    "annualized": ("annualized", "annualised", "run rate", "annual recurring", "arr"),
    "year": ("annual", "yearly", "year", "jahrlich", "jahr", "annuel", "anual", "fy"),
    "half": ("half", "half year", "semester", "halbjahr", "semestre"),
    "quarter": ("quarterly", "quarter", "quartal", "trimestre"),
    "month": ("monthly", "month", "monat", "mensuel", "mensual"),
    "week": ("weekly", "week", "woche"),
    "day": ("daily", "day", "taglich"),
}
"""The spans that figures are counted over, with the words for them."""
SITE_NAMES = frozenset({"name", "standort", "location", "project", "projekt", "anlage", "site name", "emplacement",
                        "ubicacion", "instalacion"})  # fmt: skip
"""What a column of sites is called that says no more of itself."""
ROUNDS = ("seed", "pre seed", "series", "serie", "angel", "venture", "bridge", "equity", "debt", "grant", "convertible",
          "mezzanine", "growth", "private equity", "crowdfunding")  # fmt: skip
"""What the rounds of a table are called."""
PARTS_OF_COMPANIES = ("product", "division", "segment", "subsidiary", "contractors", "unit", "department", "sparte",
                      "produkt", "bereich", "tochter", "produit", "filiale", "producto")  # fmt: skip
"""What a figure is of that is not the company's."""
TOPICS = {
    "layoff": ("layoff", "layoffs", "laid off", "job cuts", "job cut", "jobs cut", "entlassungen", "entlassene",
               "stellenabbau", "licenciements", "suppressions de postes", "effectif supprime", "postes supprimes",
               "despidos"),
    "product-recall": ("recall", "recalls", "recall date", "ruckruf", "ruckrufe", "rappels"),
    "lawsuit": ("lawsuit", "lawsuits", "litigation", "plaintiff", "defendant", "court cases", "klagen", "proces"),
    "fine": ("fine", "fines", "penalty", "penalties", "bussgeld", "bussgelder", "geldbusse", "amendes", "multas"),
    "award": ("award", "awards", "auszeichnung", "auszeichnungen", "laureats", "premios"),
    "data-breach": ("breach", "breaches", "data breach", "data breaches", "datenpannen"),
    "outage": ("outage", "outages", "storungen"),
    "index-membership": ("index", "constituent", "constituents", "index members", "membership", "mitglieder"),
}  # fmt: skip
"""What a milestone may be, with the words for it in headers, and in what a table is called."""
SORTS = frozenset({"type", "kind", "art", "typ", "tipo", "revenue type", "metric type"})
"""Headers of columns that say which sort of thing a row tells."""
