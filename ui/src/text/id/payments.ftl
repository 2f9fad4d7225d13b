# Pembayaran
payments-title = Pembayaran
payments-payment = Pembayaran
payments-empty = Belum ada pembayaran
payments-empty-hint = Pembayaran dicatat dari halaman tagihannya.
payments-received = Diterima
payments-recorded-by = Dicatat oleh
payments-recorded-at = Dicatat pada
payments-allocations = Untuk tagihan
payments-left = Menjadi saldo pelanggan
