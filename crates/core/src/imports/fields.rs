//! The fields of each kind of import, and the heads that other systems give them.

use model::imports::ImportKind;

/// A field, and heads (lower case, letters and digits only) that mean it, in Indonesian and English.
pub(crate) struct Field {
    /// Name, such as `external_id`.
    pub name: &'static str,
    /// Whether it must have a source.
    pub required: bool,
    /// Heads that mean it, the likeliest first.
    pub heads: &'static str,
}

/// Heads of the column that says whose record it is.
const CUSTOMER_HEADS: &str = "customerid idpelanggan kodepelanggan nopelanggan nomorpelanggan pelangganid idcustomer customercode customerno \
     customernumber accountnumber cid customer pelanggan customerphone nohp nomorhp telepon phone hp";

const fn required(name: &'static str, heads: &'static str) -> Field {
    Field {
        name,
        required: true,
        heads,
    }
}

const fn optional(name: &'static str, heads: &'static str) -> Field {
    Field {
        name,
        required: false,
        heads,
    }
}

const CUSTOMERS: &[Field] = &[
    required(
        "external_id",
        "externalid idlama customerid idpelanggan kodepelanggan nopelanggan \
     nomorpelanggan pelangganid idcustomer customercode customerno \
     customernumber accountnumber cid id",
    ),
    required(
        "name",
        "nama namapelanggan namalengkap name fullname customername namacustomer",
    ),
    optional(
        "phone",
        "phone phonenumber telepon notelepon nomortelepon telp notelp hp nohp \
     nomorhp handphone mobile mobilephone wa nowa nomorwa whatsapp \
     nowhatsapp",
    ),
    optional("email", "email emailaddress alamatemail surel"),
    optional(
        "package",
        "paket package namapaket paketinternet internetservice layanan plan \
     produk product",
    ),
    optional(
        "monthly_price",
        "monthlycharges monthlyprice monthlyfee hargabulanan biayabulanan \
     tagihanbulanan abonemen iuran iuranbulanan harga tarif price",
    ),
    optional(
        "status",
        "status statuspelanggan statuslayanan customerstatus churn berhenti",
    ),
    optional(
        "activated_on",
        "tanggalaktif tglaktif tanggalpasang tglpasang tanggalmulai activatedon \
     activationdate startdate joindate",
    ),
    optional(
        "tenure_months",
        "tenure tenuremonths lamaberlangganan lamabulan bulanberlangganan",
    ),
    optional("zone", "zona zone wilayah area"),
    optional(
        "street",
        "alamat alamatpemasangan jalan address street streetaddress",
    ),
    optional("rt", "rt"),
    optional("rw", "rw"),
    optional("kelurahan", "kelurahan desa kelurahandesa village"),
    optional("kecamatan", "kecamatan district"),
    optional("city", "kota kabupaten kotakabupaten kabupatenkota city"),
    optional("province", "provinsi propinsi province state"),
    optional("tags", "tag tags label kategori kontrak contract"),
];

const INVOICES: &[Field] = &[
    required(
        "external_id",
        "invoicenumber invoiceno invoiceid noinvoice nomorinvoice nofaktur \
     nomorfaktur notagihan nomortagihan idtagihan",
    ),
    required(
        "customer",
        "customerid idpelanggan kodepelanggan nopelanggan nomorpelanggan \
     pelangganid idcustomer customercode customerno customernumber \
     accountnumber cid",
    ),
    required(
        "issued_on",
        "invoicedate issuedate issuedon tanggalinvoice tglinvoice tanggalfaktur \
     tglfaktur tanggaltagihan tgltagihan tanggal",
    ),
    required(
        "due_on",
        "duedate dueon jatuhtempo tanggaljatuhtempo tgljatuhtempo",
    ),
    required(
        "amount",
        "invoiceamount amount total jumlah nominal tagihan jumlahtagihan \
     totaltagihan",
    ),
    optional(
        "settled_on",
        "settleddate settledon paiddate paymentdate tanggalbayar tglbayar \
     tanggallunas tgllunas tanggalpelunasan",
    ),
];

const TICKETS: &[Field] = &[
    required(
        "external_id",
        "ticketid ticketno ticketnumber idtiket notiket nomortiket kodetiket \
     ticket tiket incidentid incidentnumber caseid casenumber nolaporan \
     nomorlaporan nogangguan nomorgangguan externalid idlama id",
    ),
    required("customer", CUSTOMER_HEADS),
    required(
        "opened_at",
        "openedat opened createdat created createddate createdtime opendate \
     dateopened dibuka waktudibuka tanggalbuka tglbuka tanggaldibuat dibuat \
     waktulapor tanggallapor tgllapor tanggaltiket tgltiket tanggal",
    ),
    optional(
        "status",
        "status state statustiket ticketstatus statuslaporan",
    ),
    optional(
        "closed_at",
        "closedat closed closeddate closedtime dateclosed resolvedat resolved \
     resolveddate ditutup waktuditutup tanggaltutup tgltutup waktuselesai \
     tanggalselesai tglselesai selesai",
    ),
    optional(
        "kind",
        "type kind tickettype tipe tipetiket jenis jenistiket jenispekerjaan",
    ),
    optional("category", "category ticketcategory kategori kategoritiket"),
    optional("priority", "priority severity urgency prioritas urgensi"),
    optional(
        "title",
        "title subject summary judul perihal subjek ringkasan keluhan",
    ),
    optional(
        "description",
        "description details detail deskripsi keterangan uraian isi catatan",
    ),
    optional(
        "technician",
        "technician assignee assignedto agent teknisi petugas pic",
    ),
    optional(
        "service",
        "serviceid idlayanan kodelayanan nolayanan nomorlayanan service layanan",
    ),
];

const PAYMENTS: &[Field] = &[
    required(
        "external_id",
        "paymentid paymentno paymentnumber idpembayaran nopembayaran \
     nomorpembayaran kodepembayaran receiptno receiptnumber nokwitansi \
     nomorkwitansi transactionid transactionno idtransaksi notransaksi \
     nomortransaksi kodetransaksi externalid idlama id",
    ),
    optional(
        "invoice",
        "invoicenumber invoiceno invoiceid invoice noinvoice nomorinvoice \
     nofaktur nomorfaktur notagihan nomortagihan idtagihan tagihan",
    ),
    optional("customer", CUSTOMER_HEADS),
    required(
        "amount",
        "amount amountpaid paidamount paymentamount jumlah jumlahbayar \
     jumlahdibayar nominal nominalbayar total dibayar bayar",
    ),
    required(
        "received_at",
        "receivedat paymentdate paidat paiddate paidon datepaid tanggalbayar \
     tglbayar waktubayar tanggalpembayaran tglpembayaran tanggalterima \
     tglterima transactiondate tanggaltransaksi tgltransaksi tanggal tgl date",
    ),
    optional(
        "method",
        "method paymentmethod channel metode metodebayar metodepembayaran \
     carabayar kanal via",
    ),
    optional(
        "status",
        "status paymentstatus statusbayar statuspembayaran",
    ),
    optional(
        "reference",
        "reference referencenumber ref noref noreferensi nomorreferensi \
     referensi",
    ),
    optional("note", "note notes memo catatan keterangan"),
];

/// The fields of a kind, in the order of the form.
pub(crate) fn list(kind: ImportKind) -> &'static [Field] {
    match kind {
        ImportKind::Customers => CUSTOMERS,
        ImportKind::Invoices => INVOICES,
        ImportKind::Tickets => TICKETS,
        ImportKind::Payments => PAYMENTS,
    }
}
