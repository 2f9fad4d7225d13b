# Tiket
tickets-title = Tiket
