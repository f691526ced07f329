"""The words that open a device: drawn fairly, typed forgivingly, kind and far apart."""

import os
import random
import re
from collections import Counter

import pytest
from rapidfuzz.distance import Levenshtein

from posta.seal.passphrase import (
    LANGUAGES,
    LIST_SIZE,
    TooShortToCompare,
    UnknownLanguage,
    comparison_words,
    encode_words,
    generate_passphrase,
    get_list,
    normalise_passphrase,
)
from posta.seal.slots import Parameters, create_slots, open_slot


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_when_read_has_7776_plain_words_of_four_to_eight_letters(language):
    words = get_list(language)
    assert len(words) == len(set(words)) == LIST_SIZE
    assert all(re.fullmatch("[a-z]{4,8}", word) for word in words)
    assert list(words) == sorted(words)


@pytest.mark.parametrize(("language", "tolerated"), [("en", 0), ("es", 1800), ("fr", 3200)])
def test_list_when_searched_for_near_words_has_few(language, tolerated):
    words = set(get_list(language))
    shortened = Counter(piece for word in words for piece in {word[:at] + word[at + 1 :] for at in range(len(word))})
    near = sum(
        word in shortened or any(shortened[word[:at] + word[at + 1 :]] > 1 for at in range(len(word))) for word in words
    )
    assert near <= tolerated


UNWANTED = {
    "es": "muert|mata$|matar|sangr[aei]|arma[s]?$|viola|secuest|migra|polic[ií]|carcel|miedo|dolor|put[ao]|droga|cartel",
    "en": "kill|death|blood|rape|gun|sex|drug|police|jail|fear|pain$|deport|murder|corpse|border|cartel|hostage",
    "fr": "mort|tuer|sang$|sanglant|fusil|prison|peur|douleur|put[ae]|drogue|sexe|violer|police|expuls|otage|frontier",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_when_read_frightens_nobody(language):
    """The screen shows these words to people who have fled: no death, violence, sex, illness, police or migration."""
    assert [word for word in get_list(language) if re.match(UNWANTED[language], word)] == []


EMBARRASSING = {
    "es": (
        r"urin|orin[ae]|pipi|popo|caca$|cacas|cagar|mier|bosta$|cloaca|pija$|pito$|ojete|cul[oi]t?[oa]?s?$|culata|"
        r"bragueta|prepuc|penetr|tetona|teta|seno$|senos$|pech|muslo|pelvi|ovari|utero|vagin|genital|pene$|"
        r"testicul|esperm|semen|ladilla|chichi|pichi|chocho|coj[ao]n|coge|fogos|excita|sedu[cj]|sensual|erotic|"
        r"desnud|lujuri|amante|virgin|viril|celibat|playboy|miron|acuest|paja$|peludo|vello$|tampon|laxa|fecund|"
        r"engendr|embaraz|epidural|moja[dr]|redada|huir|huye|persig|plagi|trafic|forajid|bandid|asilo|exili|refug|"
        r"cadalso|cautiv|enterrar|tumba$|martiri|tragedia|tormento|temor|terrible|dinamit|petardo|daga|recluso|"
        r"reclusa|celda|sicari|narco|metadona|peyote|falopa|nicotin|puerc|cerd[ao]|cochin|chanch|guacho|chusma|"
        r"bazofia|madrazo|yanqui|etarra|sionis|necias?$|necio|necedad|inept|chiflad|bizco$|manco$|senil|mezquin|"
        r"pelele|calv[io]|bulimi|alopeci|llaga|enfisem|embolia|ictus|otitis|colitis|edema|biliar|eritema|cefalea|"
        r"cegue|ciegas"
    ),
    "en": (
        r"pussy|penis|vagin|genit|testic|semen|seminal|breast|nipple|mammar|topless|manhood|puberty|hormonal|"
        r"cervi[xc]|pelvi|bladder|urin|urolog|bowel|rectum|orifice|armpit|mucus|saliva|dandruff|diaper|toilet|"
        r"potty|lavator|latrine|sewe|cesspool|suck|screw|drool|spew|smell|naughty|hottie|foxy|frisky|flirt|amorous|"
        r"intima|sensuous|tantric|undress|knicker|stripp|erotic|lust$|escort|massage|playboy|chast|celiba|polygam|"
        r"dyke|homo$|shag|tease|hump|flabby|tubby|chubby|scrawny|skinny|hideous|lousy|loony|lunacy|mad(man|house|"
        r"ness)|senile|coward|hobo$|dumm|foolish|homeless|jobless|asylum|refug|exile|diaspora|indigent|captiv|"
        r"hostage|slave|coerc|firearm|grenade|ammo$|dynamite|ambush|bandit|larceny|intruder|morgue|obituary|"
        r"epitaph|eulogy|demise|perish|terrify|terrible|dread|fentanyl|codeine|cocaine|sarin|sarcoma|myeloma|"
        r"necrosis|stenosis|measles|bulimia|colitis|tumou?r|comatose|catheter|edema|alopecia|illicit|unlawful|"
        r"outlaw|custody|sheriff|placenta|epidural|flaccid|bidet|butt$"
    ),
    "fr": (
        r"nichon|couill|cul$|fess|pipi|caca|merd|bous[ea]|crott|fumier|latrin|bidet|chi[aeo][lr]|poilu?s?$|fion$|"
        r"croup|levrette|copul|puceau|puceaux|pud|vierg|viril|hymen|ovul|ovocyt|prostat|urin|urolog|pelvi|muqueu|"
        r"mammair|miction|suce|lolita|lolo$|playmate|playboy|vamp$|gonzesse|meuf|catin|branl|jouis|travel?o|"
        r"travest|boches|ritals|ricains|aryen|djihad|taliban|apatride|indigent|asile|cachot|captif|fugiti|fuya|"
        r"fuye|fuien|fuis$|fuite|rafle|carnage|posthum|trucid|culbut|tourment|antichar|sniper|cystite|mycose|"
        r"chancre|scorbut|sarcome|lymphom|fibrome|furoncle|colique|laxati|rougeole|jaunisse|extas|excit|sensuel|"
        r"drague|flirt|tripot|caress|chaste$|maso$|sado$|pulpeus|coca$|picol|beuver|vaselin|robert|cochon|chienne|"
        r"morue|moule$|minou|minette|zozo|trou$|gicl|jute$|poux|pouilles|cons$|conne$|abruti|niais|nigaud|bouffon|"
        r"clochard|clodo|gueuse|miteux|minable|sotte$|laid|bossu|lubri|cuisse|nues?$|erotiq|embryon|placent"
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_when_read_aloud_embarrass_nobody(language):
    """Words are dictated at a post: nothing of body and bed, no insult, no private illness, no flight or capture."""
    words = (*get_list(language), *encode_words(bytes(range(256)), language))
    assert [word for word in words if re.match(EMBARRASSING[language], word)] == []


@pytest.mark.parametrize("typed", ["urinario abeja río ola nube", "pussycat acorn leaf stone river"])
def test_words_when_taken_off_the_list_still_open_what_they_opened(typed):
    """A slot is derived from what was typed, so that words written down before a list changed stay valid."""
    least = Parameters(128 * 1024, 2)
    slots = create_slots(bytes(32), typed, b"a" * 16, b"payload", parameters=least, random=os.urandom)
    assert open_slot(slots, typed.upper()) == (0, b"payload")


@pytest.mark.parametrize("language", LANGUAGES)
def test_comparing_list_when_read_has_256_words_two_letters_apart(language):
    words = encode_words(bytes(range(256)), language)
    assert len(set(words)) == 256
    assert min(Levenshtein.distance(a, b) for a in words for b in words if a < b) >= 2
    assert len({word[:4] for word in words}) == 256


def test_generate_when_drawn_gives_five_listed_words():
    words = generate_passphrase("es", os.urandom).split()
    assert len(words) == 5
    assert set(words) <= set(get_list("es"))
    assert len(generate_passphrase("fr", os.urandom, count=10).split()) == 10


def test_generate_when_drawn_often_favours_no_word():
    """A remainder without rejection would draw the first 3,328 words an eighth more often."""
    drawn = Counter(generate_passphrase("es", random.Random(7).randbytes, count=60_000).split())
    words = get_list("es")
    first, last = (sum(drawn[word] for word in half) for half in (words[:3328], words[-3328:]))
    assert abs(first - last) / 60_000 < 0.02


def test_generate_when_the_number_is_above_the_fair_limit_throws_again():
    draws = iter([b"\xff\xff", b"\x00\x00"])
    assert generate_passphrase("en", lambda size: next(draws), count=1) == get_list("en")[0]


@pytest.mark.parametrize(
    "typed", ["marea lápiz RÍO ola nube", "  Marea - lapiz,río\tola\nnube. ", "marea\u00a0la\u0301piz río-ola–nube"]
)
def test_normalise_when_typed_carelessly_gives_one_form(typed):
    assert normalise_passphrase(typed) == "marea lapiz rio ola nube"


def test_normalise_when_french_ligatures_opens_them():
    assert normalise_passphrase("Cœur été") == "coeur ete"


def test_compare_when_hashes_differ_shows_other_words():
    assert len(comparison_words(bytes(32), "es")) == 6
    assert comparison_words(bytes(6), "es-mx") == comparison_words(bytes(32), "es")
    assert comparison_words(bytes(5) + b"\x01", "es") != comparison_words(bytes(6), "es")
    with pytest.raises(TooShortToCompare):
        comparison_words(bytes(5), "es")
    with pytest.raises(UnknownLanguage):
        comparison_words(bytes(6), "de")
