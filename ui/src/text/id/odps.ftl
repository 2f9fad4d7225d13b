# ODP
odps-title = ODP
odps-empty = Belum ada ODP
odps-empty-hint = Admin menambahkan ODP beserta jumlah portnya.
odps-new = Tambah ODP
odps-edit-title = Ubah { $code }
odps-code = Kode
odps-place = Letak
odps-place-example = Tiang depan Alfamart
odps-pin-hint = Salin dari peta: lintang, bujur
odps-ports = Jumlah port
odps-used = Terpakai
odps-free = Kosong
odps-plugged = Port dan layanannya
odps-port-free = kosong
odps-give-ports = ODP ini masih menerima sambungan baru
