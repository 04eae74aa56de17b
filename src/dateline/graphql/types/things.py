"""Things a company makes or runs: models, products, data centres; and milestones, for the rest."""

import strawberry

from dateline.graphql.links import COMPANY, kept_company
from dateline.graphql.types.parts import Part, ViewField, part
from dateline.state.parts import data_centers, milestones, models, products


@part("An AI model.")
class Model(Part):
    view: strawberry.Private[models.Model]

    @strawberry.field(graphql_type=COMPANY, description="The company that makes it.")
    def company(self, info: strawberry.Info) -> object:
        return kept_company(info, self.scope.company or self.view.stage.seen.event.company, self.scope)

    on = ViewField("Since when it is in its stage.")
    name = ViewField("What it is called; as its key where nobody tells a name to show.")
    aliases = ViewField()
    organisations = ViewField()
    stage = ViewField()
    access = ViewField()
    license = ViewField()
    parameters = ViewField()
    active_parameters = ViewField()
    training_compute = ViewField()
    modalities = ViewField()


@part("Something that a company offers.")
class Product(Part):
    view: strawberry.Private[products.Product]

    on = ViewField("Since when it is in its stage.")
    name = ViewField("What it is called; as its key where nobody tells a name to show.")
    aliases = ViewField()
    stage = ViewField()
    description = ViewField()


@part("A data centre, as far as the company has to do with it.")
class DataCenter(Part):
    view: strawberry.Private[data_centers.DataCenter]

    @strawberry.field(graphql_type=COMPANY, description="The company that has to do with it.")
    def company(self, info: strawberry.Info) -> object:
        return kept_company(info, self.scope.company or self.view.stage.seen.event.company, self.scope)

    on = ViewField("Since when it is in its stage.")
    role = ViewField()
    name = ViewField("What it is called; as its key where nobody tells a name to show.")
    place = ViewField()
    country = ViewField()
    stage = ViewField()
    megawatts = ViewField()
    chips = ViewField()
    chip_model = ViewField()
    investment = ViewField()
    operational_by = ViewField()


@part("What no other part is for: layoffs, membership of an index, a lawsuit, an award …")
class Milestone(Part):
    view: strawberry.Private[milestones.Milestone]

    @strawberry.field(graphql_type=COMPANY, description="The company it is told of.")
    def company(self, info: strawberry.Info) -> object:
        return kept_company(info, self.scope.company or self.view.stage.seen.event.company, self.scope)

    on = ViewField("Since when it is in its stage.")
    name = ViewField("What it is called; as its key where nobody tells a name to show.")
    category = ViewField()
    description = ViewField()
    stage = ViewField()
