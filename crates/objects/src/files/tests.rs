//! Files that are what they say, files that are not, and hostile names.

use super::*;
use warmline_model::AttachmentId;

fn png(width: u32, height: u32) -> Vec<u8> {
    let head: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    [head, &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat()
}

fn jpeg(notes: usize) -> Vec<u8> {
    let length = u16::try_from(notes + 2).expect("short");
    let app: Vec<u8> = [&[0xff, 0xe1][..], &length.to_be_bytes(), &vec![7; notes]].concat();
    let frame = [0xff, 0xc2, 0, 17, 8, 0x03, 0x20, 0x04, 0xb0, 3];
    [&[0xff, 0xd8][..], &app, &[0xff, 0xc4, 0, 4, 1, 2], &frame].concat()
}

fn webp(form: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = [b"RIFF\0\0\0\0WEBP", form, &[0; 20]].concat();
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

#[test]
fn a_file_is_what_its_first_bytes_say_and_a_picture_tells_its_size() {
    //
    let told = |head: &[u8]| kind(head, "photo.exe").map(|kind| (kind.media, kind.size));
    assert_eq!(told(&png(640, 480)), Ok((MediaType::Png, Some((640, 480)))));
    assert_eq!(told(&jpeg(40_000)), Ok((MediaType::Jpeg, Some((1_200, 800)))));
    assert_eq!(told(b"GIF89a\x40\x01\xf0\x00"), Ok((MediaType::Gif, Some((320, 240)))));
    let lossy = webp(b"VP8 ", 26, &[0x40, 0x01, 0xf0, 0x00]);
    assert_eq!(told(&lossy), Ok((MediaType::Webp, Some((320, 240)))));
    let lossless = webp(b"VP8L", 21, &(319_u32 | 239 << 14).to_le_bytes());
    assert_eq!(told(&lossless), Ok((MediaType::Webp, Some((320, 240)))));
    let extended = webp(b"VP8X", 24, &[0x3f, 0x01, 0, 0xef, 0, 0]);
    assert_eq!(told(&extended), Ok((MediaType::Webp, Some((320, 240)))));
    assert_eq!(told(b"%PDF-1.7\n\0\x01"), Ok((MediaType::Pdf, None)));
    assert_eq!(told("Gr\u{fc}\u{df}e\r\n\tAna".as_bytes()), Ok((MediaType::Text, None)));
    assert_eq!(told(b"Gr\xfc\xdfe in an older alphabet"), Ok((MediaType::Text, None)));
    let table = kind(b"a;b\n1;2\n", "Orders.CSV").map(|kind| kind.media);
    assert_eq!(table, Ok(MediaType::Csv));
}

#[test]
fn no_beginning_of_a_picture_breaks_anything_however_short_it_is_cut() {
    //
    let whole = [
        png(1, 1),
        jpeg(300),
        webp(b"VP8X", 24, &[9; 6]),
        webp(b"VP8L", 21, &[9; 4]),
        webp(b"VP8 ", 26, &[9; 4]),
        b"GIF89a\x40\x01\xf0\x00".to_vec(),
        b"\xff\xd8\xff\xe1\0\0\xff\xd9".to_vec(),
    ];
    for file in whole {
        for end in 0..file.len() {
            let _whatever_it_is = kind(&file[..end], "x.png");
        }
    }
}

#[test]
fn what_is_not_what_it_is_called_or_could_run_is_refused_in_a_clear_sentence() {
    //
    for (head, says) in [
        (&b"MZ\x90\0\x03"[..], "this kind of file can't be sent"),
        (b"PK\x03\x04", "this kind of file can't be sent"),
        (b"", "this file is empty"),
        (b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg'/>", "SVG, HTML and XML"),
        (b"\n<!DOCTYPE html><script>", "SVG, HTML and XML"),
        (b"<?xml version='1.0'?><svg/>", "SVG, HTML and XML"),
        (b"<ScRiPt>alert(1)</script>", "SVG, HTML and XML"),
    ] {
        let refused = kind(head, "holiday.png").expect_err("not to be sent");
        assert!(refused.message.starts_with(says), "{}", refused.message);
    }
    let huge =
        [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &[0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20]].concat();
    let refused = kind(&huge, "huge.png").expect_err("too many pixels");
    assert!(refused.message.starts_with("this picture has more than 50 megapixels"));
    assert!(fits(Attachment::MAX_BYTES).is_ok());
    let message = fits(Attachment::MAX_BYTES + 1).expect_err("too large").message;
    assert!(message.starts_with("a file may have at most 10.0 MB"), "{message}");
}

#[test]
fn a_hostile_name_becomes_a_plain_one_and_an_ordinary_one_stays() {
    //
    for (given, name) in [
        ("lamp.png", "lamp.png"),
        ("Lamp.PNG", "Lamp.PNG"),
        ("Rechnung März (2)", "Rechnung März (2).png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\ana\\lamp.jpg", "lamp.jpg.png"),
        ("invoice\u{202e}fdp.exe", "invoicefdp.exe.png"),
        ("a\r\nSet-Cookie: x=1.png", "aSet-Cookie x=1.png"),
        ("\"quoted\"; filename=x.html", "quoted; filename=x.html.png"),
        ("\u{200b}\u{feff} . . ", "picture.png"),
        ("", "picture.png"),
        (".htaccess", "htaccess.png"),
    ] {
        assert_eq!(clean_name(given, MediaType::Png), name, "{given:?}");
    }
    let long = clean_name(&format!("{}.jpeg", "ü".repeat(500)), MediaType::Jpeg);
    assert_eq!((long.chars().count(), long.ends_with("ü.jpeg")), (Attachment::MAX_NAME, true));
    for card in ["card 4111 1111 1111 1111.png", "4111  1111  1111  1111.png"] {
        let card = clean_name(card, MediaType::Png);
        assert!(!card.contains("4111 1111 1111 1111"), "{card}");
    }
    assert_eq!(clean_name("invoice.bat", MediaType::Text), "invoice.bat.txt");
    assert_eq!(clean_name("notes.md", MediaType::Text), "notes.md");
}

#[test]
fn a_download_is_named_in_any_alphabet_and_only_pictures_are_shown_in_place() {
    //
    let file = |name: &str, kind| Attachment {
        id: AttachmentId::new("f1").expect("an id"),
        name: name.into(),
        kind,
        bytes: 1,
        width: None,
        height: None,
    };
    assert_eq!(
        disposition(&file("März 1.pdf", MediaType::Pdf)),
        "attachment; filename=\"M_rz 1.pdf\"; filename*=UTF-8''M%C3%A4rz%201.pdf"
    );
    assert!(disposition(&file("a.png", MediaType::Png)).starts_with("inline; "));
    assert!(disposition(&file("a.txt", MediaType::Text)).starts_with("attachment; "));
}
