//! Proofs of payment: taken in, looked at, accepted, refused, and found again when they come twice.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use model::{
    fault::Code,
    ids::{FileId, PaymentId},
    money::Rupiah,
    payments::{
        ShowPayment,
        proofs::{
            ListProofs, Match, ProofRecorded, RecordProof, RejectProof, ShowProof, VerifyProof,
            best_match,
        },
    },
    states::{PaymentMethod, PaymentStatus},
    tickets::ShowAttachment,
};

use crate::{
    ask::{ask, reason},
    bad_input::desk::{Desk, refused},
    messages_sent::{news, sending},
    payments::{Debtor, debtor, parts},
};

/// What a screen of a bank looks like, written as this.
fn screen(seed: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(360, 640, |x, y| {
        let (column, row) = (x * 9 / 360, y * 8 / 640);
        let dark = (column * 7 + row * 13 + seed * 5) * 2_654_435 % 256;
        Rgb([u8::try_from(dark).unwrap(); 3])
    });
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

fn proof(debtor: &Debtor, amount: i64, file: FileId) -> RecordProof {
    RecordProof {
        customer: debtor.customer,
        amount: Rupiah(amount),
        method: PaymentMethod::BankTransfer,
        received_on: debtor.today,
        reference: String::new(),
        file,
    }
}

async fn recorded(desk: &Desk, debtor: &Debtor, amount: i64, bytes: &[u8]) -> ProofRecorded {
    let file = desk.cx.uploads.keep("bukti.jpg", bytes).unwrap();
    ask(&desk.cx, proof(debtor, amount, file)).await.unwrap()
}

async fn version(desk: &Desk, id: PaymentId) -> i32 {
    ask(&desk.cx, ShowPayment { id }).await.unwrap().version
}

#[tokio::test]
async fn a_proof_waits_counts_when_it_is_accepted_and_the_customer_is_thanked() {
    let desk = sending().await;
    let debtor = debtor(&desk).await;
    let [oldest, _] = debtor.older;
    news(&desk).await;
    let made = recorded(&desk, &debtor, 277_777, &screen(1, ImageFormat::Png)).await;
    assert_eq!(made.doubles, []);
    assert_eq!(
        debtor.stands(&desk.cx).await,
        (477_500, 0),
        "it does not count yet"
    );
    let waiting = ask(&desk.cx, ListProofs {}).await.unwrap();
    assert_eq!((waiting.count, waiting.rows[0].id), (1, made.payment));
    let id = made.payment;
    let shown = ask(&desk.cx, ShowProof { id }).await.unwrap();
    let fits: Vec<Match> = shown
        .money
        .invoices
        .iter()
        .map(|invoice| Match::of(shown.amount, invoice.balance))
        .collect();
    assert_eq!(fits, [Match::More, Match::More, Match::WithCode(277)]);
    assert_eq!(
        best_match(shown.amount, &shown.money.invoices),
        Some(debtor.first)
    );
    let file = shown.file.unwrap();
    let content = ask(&desk.cx, ShowAttachment { id: file.id }).await.unwrap();
    assert_eq!(content.mime, "image/jpeg", "written anew");

    let verify = |shares: &[_], version| VerifyProof {
        id,
        version,
        shares: parts(shares),
    };
    let over = ask(&desk.cx, verify(&[(debtor.first, 277_501)], shown.version))
        .await
        .unwrap_err();
    assert_eq!(
        over.field(&format!("shares.{}", debtor.first))[0].code,
        "PAY_OVER"
    );
    let more = ask(
        &desk.cx,
        verify(&[(debtor.first, 277_500), (oldest, 278)], shown.version),
    )
    .await;
    refused(more, "SHARES_OVER");
    refused(ask(&desk.cx, verify(&[], shown.version + 1)).await, "STALE");
    ask(&desk.cx, verify(&[(debtor.first, 277_500)], shown.version))
        .await
        .unwrap();
    assert_eq!(debtor.stands(&desk.cx).await, (200_000, 277));
    let said = news(&desk).await;
    assert_eq!(said.len(), 1);
    assert!(said[0].body.contains("*Rp 277.777*"), "{}", said[0].body);
    assert_eq!(ask(&desk.cx, ListProofs {}).await.unwrap().count, 0);
    refused(
        ask(&desk.cx, verify(&[], shown.version + 1)).await,
        "WRONG_STATE",
    );
}

#[tokio::test]
async fn a_refused_proof_counts_nothing_and_the_customer_reads_why() {
    let desk = sending().await;
    let debtor = debtor(&desk).await;
    let made = recorded(&desk, &debtor, 100_000, b"%PDF-1.7 bukti").await;
    news(&desk).await;
    let id = made.payment;
    let version = version(&desk, id).await;
    let reject = |reason: &str| RejectProof {
        id,
        version,
        reason: reason.to_owned(),
    };
    let unsaid = ask(&desk.cx, reject(" ")).await.unwrap_err();
    assert_eq!(unsaid.field("reason")[0].code, "REASON_REQUIRED");
    ask(&desk.cx, reject("gambar tidak terbaca")).await.unwrap();
    let said = news(&desk).await;
    assert!(
        said[0].body.contains("gambar tidak terbaca") && said[0].body.contains(&made.number),
        "{}",
        said[0].body
    );
    let shown = ask(&desk.cx, ShowPayment { id }).await.unwrap();
    assert_eq!(
        (shown.status, shown.reversed_at),
        (PaymentStatus::Rejected, None)
    );
    assert_eq!(debtor.stands(&desk.cx).await, (477_500, 0));
    refused(ask(&desk.cx, reject("sekali lagi")).await, "WRONG_STATE");
}

#[tokio::test]
async fn the_same_picture_is_found_again_also_written_anew() {
    let desk = Desk::office().await;
    let debtor = debtor(&desk).await;
    let first = recorded(&desk, &debtor, 100_000, &screen(1, ImageFormat::Png)).await;
    let other = recorded(&desk, &debtor, 100_000, &screen(2, ImageFormat::Png)).await;
    assert_eq!(other.doubles, [], "it looks different");
    let again = recorded(&desk, &debtor, 100_000, &screen(1, ImageFormat::Png)).await;
    let anew = recorded(&desk, &debtor, 100_000, &screen(1, ImageFormat::Jpeg)).await;
    let found = |doubles: &[model::payments::proofs::Double]| -> Vec<(PaymentId, bool)> {
        doubles
            .iter()
            .map(|double| (double.payment, double.is_same))
            .collect()
    };
    assert_eq!(found(&again.doubles), [(first.payment, true)]);
    let looks: Vec<PaymentId> = found(&anew.doubles).into_iter().map(|(id, _)| id).collect();
    assert_eq!(looks, [again.payment, first.payment]);
    let id = first.payment;
    let shown = ask(&desk.cx, ShowProof { id }).await.unwrap();
    assert_eq!(
        shown.doubles.len(),
        2,
        "also the first one knows of those after it"
    );
    let documents = [
        b"%PDF-1.7 satu".as_slice(),
        b"%PDF-1.7 dua",
        b"%PDF-1.7 satu",
    ];
    for (bytes, doubles) in documents.into_iter().zip([0, 0, 1]) {
        let made = recorded(&desk, &debtor, 50_000, bytes).await;
        assert_eq!(made.doubles.len(), doubles);
    }
}

#[tokio::test]
async fn hostile_files_and_people_without_the_right_leave_nothing() {
    let desk = Desk::office().await;
    let debtor = debtor(&desk).await;
    let mut large = b"%PDF-1.7".to_vec();
    large.resize(10 * 1024 * 1024 + 1, b' ');
    let half = screen(1, ImageFormat::Png);
    for (bytes, code) in [
        (b"<svg onload=alert(1)>".to_vec(), "DOCUMENT_TYPE"),
        (b"MZ\x90\0 bukan gambar".to_vec(), "DOCUMENT_TYPE"),
        (large, "FILE_SIZE"),
        (half[..half.len() / 2].to_vec(), "IMAGE_BROKEN"),
    ] {
        let file = desk.cx.uploads.keep("bukti.jpg", &bytes).unwrap();
        desk.refuses(proof(&debtor, 1_000, file), code).await;
    }
    let gone = FileId(uuid::Uuid::now_v7());
    desk.refuses(proof(&debtor, 1_000, gone), "FILE_GONE").await;
    let file = desk
        .cx
        .uploads
        .keep("bukti.jpg", &screen(1, ImageFormat::Png))
        .unwrap();
    desk.refuses(proof(&debtor, 0, file), "AMOUNT_ZERO").await;
    desk.refuses(proof(&debtor, i64::MAX, file), "AMOUNT_TOO_LARGE")
        .await;

    let made = ask(&desk.cx, proof(&debtor, 1_000, file)).await.unwrap();
    let id = made.payment;
    let shown = ask(&desk.cx, ShowProof { id }).await.unwrap();
    let picture = ShowAttachment {
        id: shown.file.unwrap().id,
    };
    for role in ["supervisor", "technician"] {
        let person = desk.db.staff(role).await.cx();
        assert_eq!(
            ask(&person, ShowProof { id })
                .await
                .map(|_| ())
                .unwrap_err()
                .code,
            if role == "supervisor" {
                Code::NotFound
            } else {
                Code::Forbidden
            },
            "{role}"
        );
        assert!(ask(&person, picture.clone()).await.is_err(), "{role}");
        let verify = VerifyProof {
            id,
            version: shown.version,
            shares: Vec::new(),
        };
        let fault = ask(&person, verify).await.unwrap_err();
        assert!(
            matches!(fault.code, Code::Forbidden | Code::NotFound),
            "{role}: {fault:?}"
        );
    }
    // Two who settle it at once: one does, the other is told.
    let rini = desk.db.staff("office").await.cx();
    let verify = VerifyProof {
        id,
        version: shown.version,
        shares: Vec::new(),
    };
    let reject = RejectProof {
        id,
        version: shown.version,
        reason: "bukan bukti".to_owned(),
    };
    let (one, two) = tokio::join!(ask(&desk.cx, verify), ask(&rini, reject));
    let lost = match (one, two) {
        (Ok(()), Err(fault)) | (Err(fault), Ok(())) => fault,
        both => panic!("one of them settles it: {both:?}"),
    };
    assert_eq!(reason(&lost), "WRONG_STATE");
}
