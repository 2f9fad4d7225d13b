# Tickets
tickets-title = Tickets
