"""Two styles written after the comparison was tuned, about things that its lexicon does not speak of."""

from benchmarks._diff_grammars import Grammar


def _words(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.strip().split("|"))


JA_LIBRARY = Grammar(
    "library",
    "ja",
    _words(
        "開館時間|休館日|利用券|貸出冊数|返却|予約|延滞|館内での過ごし方|飲食|閲覧席|複写|郷土資料|視聴覚室|読み聞かせ会|寄贈|弁償|ボランティア|落とし物|駐輪場|防災"
    ),
    _words(
        "{who}は、{thing}を{place}で借りることができます。|{thing}の貸出しは、一人{number}冊までとし、期間は{number}日間です。|{place}では、{bad}はご遠慮ください。|{event}の際は、{who}は{do}。|"
        "{who}が{thing}を汚したときは、{pay}。|{place}の{hour}は、{time}から{time}までです。|{thing}は、{place}の棚に戻さず、{who}にお渡しください。|{event}には、{place}を閉めることがあります。|"
        "{who}は、{time}までに{thing}を{do2}ものとする。|予約した{thing}は、{number}日以内に{place}で受け取ってください。"
    ),
    {
        "who": _words("小学生|大人|市民|司書|館長|団体|保護者|見学者|近隣の町に住む人"),
        "thing": _words("絵本|図鑑|文庫本|雑誌|新聞の縮刷版|紙芝居|地図|点字の本|大活字本|録音図書|漫画"),
        "place": _words("一階の窓口|児童室|自習室|分館|移動図書館|書庫|中庭|談話コーナー|三階の展示室"),
        "bad": _words("大声での会話|撮影|携帯電話の通話|席取り|飴やガムをかむこと|走り回ること|傘の持込み"),
        "event": _words("大雪|台風|蔵書点検|夏祭り|地域の運動会|館内の燻蒸|年末年始"),
        "do": _words(
            "係の案内に従ってください|窓から離れてください|手荷物を持って外に出てください|静かに待ってください"
        ),
        "do2": _words("返す|読み終える|棚に並べる|窓口に持参する|ポストに入れる"),
        "pay": _words(
            "同じ本を買って返していただきます|実費をいただきます|貸出しを一月休みます|館長に届け出てください"
        ),
        "hour": _words("受付時間|開いている時間|貸出しの時間|電話の受付"),
        "time": _words("朝九時|午後五時|夕方六時半|昼の十二時|夜八時"),
    },
    _words(
        "雨の日に限って傘立てを使いながら|混み合うときは整理券を配って|耳の不自由な方には筆談で|車いすでお越しの方を先にして|夏休みの間だけ二倍の長さで|町内会の回覧板でお知らせしたうえで|ほかの読者の迷惑にならない声の大きさで"
    ),
    "article",
)

EN_CLUB = Grammar(
    "club",
    "en",
    _words(
        "Opening hours|Guests|Lockers|Swimming pool|Tennis courts|Children|Dogs|Parking|Kitchen|Noise|Boats|Keys|Lost property|Fire|Snow|Garden|Library|Sauna|Bicycles|Committee"
    ),
    _words(
        "{who} may use {place} from {time} until {time}. | {who} bring {item} at their own risk. | {place} is closed during {event}. | No {bad} in {place}, please. | {who} who break {item} pay {pay}. | "
        "Please leave {item} at {place} before {time}. | In case of {event}, {who} follow the steward to {place}. | {item} left in {place} for more than {number} days goes to {pay2}. | "
        "{who} book {place} {number} days ahead. | The steward checks {item} every {number} weeks."
    ),
    {
        "who": _words("Juniors|Seniors|Families|Visitors|Rowers|Beginners|Coaches|Honorary members"),
        "place": _words(
            "the boathouse|the upper lawn|court number three|the changing room|the old barn|the jetty|the clubhouse kitchen|the steam room"
        ),
        "item": _words(
            "wet towels|rackets|paddles|a picnic basket|muddy shoes|life jackets|the spare ladder|bicycle pumps"
        ),
        "bad": _words("barbecues|loud music|glass bottles|ball games|smoking|running"),
        "event": _words("the regatta|thunderstorms|the annual dinner|repairs to the roof|heavy snow|the junior cup"),
        "time": _words("sunrise|nine in the morning|noon|half past six|dusk|midnight"),
        "pay": _words("half of the price|the cost of repair|a small fine|whatever the steward asks"),
        "pay2": _words("charity|the lost property box|the caretaker|the spring bazaar"),
    },
    _words(
        "unless the red flag is flying over the tower|with the kind help of the groundsman|on days when the water is calm enough|after signing the green book at the entrance|"
        "provided that somebody keeps an eye on them|in the order in which their names were drawn|as long as the lights are switched off"
    ),
    "decimal",
)
