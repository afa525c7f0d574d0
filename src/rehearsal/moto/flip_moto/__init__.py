"""moto's server with corrections, for rehearsals of a deployment.

Owns the patches of wrong answers inside moto's own models, one named function each.
Never adds a missing service: operations that moto lacks live in the gateway in front of it.
"""

MOTO_VERSION = "5.2.1"
