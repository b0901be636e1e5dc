"""Would anybody notice a wrong figure? A pack's figures are changed one at a time, and some test must fail.

world = World(engine, read_pack(folder))
mutants = list(all_mutants(world))
for verdict in judge(world, mutants):
    if verdict.survived:
        print(verdict.mutant)
"""

from scrubjay.mutation.everything import all_mutants, chosen
from scrubjay.mutation.judging import Verdict, judge
from scrubjay.mutation.model import Mutant
from scrubjay.mutation.world import FailingTestsError, World

__all__ = ["FailingTestsError", "Mutant", "Verdict", "World", "all_mutants", "chosen", "judge"]
