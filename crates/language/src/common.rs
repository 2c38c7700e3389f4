//! Words so common in one of the fifteen languages that they tell nothing by themselves.

use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| WORDS.split_whitespace().collect());

/// Folded.
const WORDS: &str = "a about al all also am an and any are as at auf avec be been bir bu but by can cant che com con \
    could d da das dat de del den der des di did die do does dont du e een ein eine el en es est et for \
    from get gli go had has have he hello help her here het hi him ho how i ich id if ik il im in into \
    is ist it its ive j je jest just know l la las le les like lo los make may me met mi mit more much \
    my na ne need new nie niet no non not o of off ok okay on one only op or os our out over para pas \
    per please por posso pour puedo qu que quero quiero se see she should sie so some sono su take tengo \
    than thanks that the them then there these they this those to tu um uma un una und une up us van ve \
    very von voor vous w want was we were what when where which who why will with would y yes you your z \
    ze zu а в и как на не но по с у что это я और का की के को में से है";

/// Whether the folded word is one of them.
pub(crate) fn is_common(word: &str) -> bool {
    COMMON.contains(word)
}
