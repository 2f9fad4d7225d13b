# Services
services-title = Services
services-empty = No services yet
services-empty-hint = A service begins when a registration is approved, or with an import.
services-price = Monthly price
services-agreed = agreed price
services-odp = ODP
services-port = Port
services-port-of = { $odp }, port { $port } of { $ports }
services-billing-day = Billing day
services-activated = Active since
services-terminated = Ended
services-place = Coordinates
