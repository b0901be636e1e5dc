"""Claims on a Spark cluster, ruled as `scrubjay run` rules them. Needs the extra `spark`.

ruled = scrubjay.spark.rule(claims)
ruled.lines.write.saveAsTable("ruled_lines")
"""

from scrubjay.spark.ruling import Ruled, rule

__all__ = ["Ruled", "rule"]
