# Distribution points
odps-title = ODPs
odps-empty = No ODP yet
odps-empty-hint = Admins add ODPs with their number of ports.
odps-new = Add ODP
odps-edit-title = Change { $code }
odps-code = Code
odps-place = Place
odps-place-example = Pole in front of the shop
odps-pin-hint = Copied from a map: latitude, longitude
odps-ports = Ports
odps-used = Used
odps-free = Free
odps-plugged = Ports and their services
odps-port-free = free
odps-give-ports = Ports of this ODP are given out
