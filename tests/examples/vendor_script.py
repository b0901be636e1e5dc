"""Run where ScrubJay and the vendor's distribution are installed: prints what the test asserts, as JSON."""

import json
import sys
from pathlib import Path

import scrubjay

visit = json.loads(Path(sys.argv[1]).read_text("utf-8"))

bare = scrubjay.Engine(without=["acme"])
found = next(entry for entry in bare.catalogue if entry.id == "acme-health")
policies = sorted(found.pack.policies)
imported_for_the_pack = [name for name in sys.modules if name.split(".")[0] == "acme_payers"]

engine = scrubjay.Engine()
evaluation = engine.check(visit)
plugin = engine.host.plugin("acme")
print(
    json.dumps(
        {
            "where": scrubjay.__file__,
            "origin": found.origin,
            "policies": policies,
            "imported_for_the_pack": imported_for_the_pack,
            "plugin": plugin.report if plugin else None,
            "kinds": plugin.kinds if plugin else [],
            "evaluation": evaluation.to_dict(explain=True),
        }
    )
)
