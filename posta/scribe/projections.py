"""The projections that receive each entry, in this order: an explicit tuple, so that no other code receives it unseen."""

from types import ModuleType

from posta.chart import chart_projection as chart
from posta.figures import facts as figures
from posta.mission import mission_projection as mission
from posta.operations import operations_projection as operations

PROJECTIONS: tuple[ModuleType, ...] = (mission, chart, figures, operations)
