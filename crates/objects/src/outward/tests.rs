//! Addresses as they are written by those who want to get in.

use super::*;

#[test]
fn what_does_not_lead_to_the_public_web_is_not_asked() {
    let hostile = [
        // This machine, in all the ways in which it can be written.
        "https://localhost/",
        "https://LOCALHOST/",
        "https://localhost./",
        "https://foo.localhost/",
        "https://127.0.0.1/",
        "https://127.0.0.1./",
        "https://127.1/",
        "https://127.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://0x7f.1/",
        "https://127.000.000.001/",
        "https://127.255.255.254/",
        "https://0/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::127.0.0.1]/",
        "https://[0:0:0:0:0:ffff:7f00:0001]/",
        // The same in letters that are turned into others.
        "https://\u{FF11}\u{FF12}\u{FF17}.\u{FF10}.\u{FF10}.\u{FF11}/",
        "https://\u{2460}\u{2461}\u{2466}.0.0.1/",
        "https://127\u{3002}0\u{3002}0\u{3002}1/",
        "https://\u{24DB}\u{24DE}\u{24D2}\u{24D0}\u{24DB}\u{24D7}\u{24DE}\u{24E2}\u{24E3}/",
        "https://loc\u{00AD}alhost/",
        "https://%6c%6f%63%61%6c%68%6f%73%74/",
        "https://%31%32%37.0.0.1/",
        // Private networks, links, carriers, tests, groups.
        "https://10.0.0.1/",
        "https://10.1/",
        "https://012.0.0.1/",
        "https://167772161/",
        "https://172.16.0.1/",
        "https://172.31.255.255/",
        "https://192.168.1.1/",
        "https://0xc0a80101/",
        "https://169.254.169.254/latest/meta-data/",
        "https://2852039166/",
        "https://0xa9fea9fe/",
        "https://100.64.0.1/",
        "https://100.127.255.255/",
        "https://192.0.0.192/",
        "https://198.18.0.1/",
        "https://203.0.113.7/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[fc00::1]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[ff02::1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b:1::a00:1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001::1]/",
        "https://[2001:db8::1]/",
        "https://[100::1]/",
        // Names that only a private network knows.
        "https://intranet/",
        "https://metadata/",
        "https://metadata.google.internal/computeMetadata/v1/",
        "https://printer.local/",
        "https://db.corp/",
        "https://router.lan./",
        "https://nas.home.arpa/",
    ];
    assert!(hostile.len() >= 60);
    for address in hostile {
        let refused = outward(address, None, false);
        assert!(
            matches!(refused, Err(NotOutward::Private | NotOutward::Malformed)),
            "{address}: {refused:?}"
        );
    }
}

#[test]
fn what_is_no_plain_address_of_the_web_is_not_asked() {
    for (address, why) in [
        ("http://shop.example/", NotOutward::Scheme),
        ("HTTP://shop.example/", NotOutward::Scheme),
        ("file:///etc/passwd", NotOutward::Scheme),
        ("data:application/json,{}", NotOutward::Scheme),
        ("javascript:alert(1)", NotOutward::Scheme),
        ("ftp://shop.example/", NotOutward::Scheme),
        ("gopher://shop.example:70/_x", NotOutward::Scheme),
        ("blob:https://shop.example/1", NotOutward::Scheme),
        ("https://user@shop.example/", NotOutward::Credentials),
        ("https://user:key@shop.example/", NotOutward::Credentials),
        ("https://@shop.example/", NotOutward::Credentials),
        ("https://shop.example@10.0.0.1/", NotOutward::Credentials),
        ("https://shop.example%40x@10.0.0.1/", NotOutward::Credentials),
        ("https://shop.example:22/", NotOutward::Port),
        ("https://shop.example:8443/", NotOutward::Port),
        ("https://shop.example:0/", NotOutward::Port),
        ("https://shop.example:99999/", NotOutward::Malformed),
        ("https://", NotOutward::Malformed),
        ("https:///path", NotOutward::Malformed),
        ("https:shop.example/", NotOutward::Malformed),
        ("//shop.example/", NotOutward::Malformed),
        ("shop.example", NotOutward::Malformed),
        ("", NotOutward::Malformed),
        ("https://shop.example\\@10.0.0.1/", NotOutward::Malformed),
        ("https:\\\\10.0.0.1/", NotOutward::Malformed),
        ("https://shop.example/\r\nHost: x", NotOutward::Malformed),
        ("ht\ttps://10.0.0.1/", NotOutward::Malformed),
        (" https://shop.example/", NotOutward::Malformed),
        ("https://shop.example/\u{0}", NotOutward::Malformed),
        ("https://[::1/", NotOutward::Malformed),
        ("https://1.2.3.4.5/", NotOutward::Malformed),
        ("https://256.256.256.256/", NotOutward::Malformed),
        ("https://shop..example/", NotOutward::Private),
        ("https://a b.example/", NotOutward::Malformed),
    ] {
        assert_eq!(outward(address, None, false), Err(why), "{address:?}");
    }
    let long = format!("https://shop.example/{}", "x".repeat(5_000));
    assert_eq!(outward(&long, None, false), Err(NotOutward::Malformed));
}

#[test]
fn the_public_web_is_asked_and_the_address_is_the_one_that_was_looked_at() {
    for (address, asked) in [
        ("https://shop.example/a/../b?c=d", "https://shop.example/b?c=d"),
        ("https://shop.example:443/", "https://shop.example/"),
        ("HTTPS://SHOP.Example/A", "https://shop.example/A"),
        ("https://shop.example./", "https://shop.example./"),
        ("https://m\u{fc}nchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://api.localhost.example/", "https://api.localhost.example/"),
        (
            "https://notlocal/x".replace("notlocal", "notlocal.example").as_str(),
            "https://notlocal.example/x",
        ),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        (
            "https://shop.example/u/a%2Fb?e=a%40b.example",
            "https://shop.example/u/a%2Fb?e=a%40b.example",
        ),
    ] {
        assert_eq!(outward(address, None, false).as_deref(), Ok(asked), "{address}");
    }
}

#[test]
fn warmline_does_not_ask_itself() {
    for address in [
        "https://chat.example/api/v1/health",
        "https://CHAT.example./",
        "https://chat.example:443/",
    ] {
        assert_eq!(
            outward(address, Some("chat.example"), false),
            Err(NotOutward::Own),
            "{address}"
        );
    }
    assert!(outward("https://shop.example/", Some("chat.example"), false).is_ok());
    assert!(outward("https://chat.example.shop.example/", Some("chat.example"), false).is_ok());
}

#[test]
fn this_machine_is_asked_only_in_development_and_still_nothing_private() {
    let own = Some("127.0.0.1:8787");
    assert_eq!(
        outward("http://127.0.0.1:9000/x", own, true).as_deref(),
        Ok("http://127.0.0.1:9000/x")
    );
    assert!(outward("http://localhost:9000/", own, true).is_ok());
    assert!(outward("https://shop.example:8443/", own, true).is_ok());
    assert_eq!(outward("http://127.0.0.1:8787/", own, true), Err(NotOutward::Own));
    for (address, why) in [
        ("http://10.0.0.1/", NotOutward::Private),
        ("http://169.254.169.254/", NotOutward::Private),
        ("http://127.0.0.2/", NotOutward::Private),
        ("http://shop.example/", NotOutward::Scheme),
    ] {
        assert_eq!(outward(address, own, true), Err(why), "{address}");
    }
}
