# Pengaturan
settings-title = Pengaturan
settings-company = Data perusahaan
settings-name = Nama perusahaan
settings-zone = Zona waktu
settings-qris = Kode QRIS statis
settings-qris-hint = Teks di balik gambar QRIS dari bank; kosongkan bila tidak ada
settings-account = Rekening
settings-bank = Bank
settings-number = Nomor rekening
settings-holder = Atas nama
settings-add-account = Tambah rekening
settings-changed = Data perusahaan baru saja diubah orang lain. Isian Anda yang belum disimpan dibuang.
settings-keep-mine = Pakai isian saya
