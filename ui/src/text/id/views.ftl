# Tampilan tersimpan
views-title = Tampilan
views-none = Semua, apa adanya
views-save = Simpan sebagai tampilan baru…
views-new = Tampilan baru
views-rename-title = Ganti nama atau bagikan
views-update = Simpan perubahan ke tampilan ini
views-rename = Ganti nama atau bagikan…
views-delete = Hapus tampilan
views-delete-of = Tampilan “{ $name }” milik { $owner } hilang untuk semua petugas. Ini tidak bisa diurungkan.
views-deleted = Tampilan “{ $name }” dihapus.
views-undo = Urungkan
views-default-on = Buka daftar dengan tampilan ini
views-default-off = Jangan lagi buka dengan tampilan ini
views-default-mark = utama
views-shared = Bagikan ke semua petugas
views-changed = Berbeda dari tampilan yang disimpan
views-dropped = Tidak ada lagi di daftar ini, jadi dilewati: { $columns }
