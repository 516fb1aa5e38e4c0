// The elements' own words; everything else comes from the API in the user's language.
const WORDS = {
  ja: {
    bell: "お知らせ", unseen: (n) => `未読のお知らせ${n}件`, none: "お知らせはありません。", unread: "未読", all: "すべて既読にする",
    changes: "変更箇所を見る", text: "全文を読む", archive: "片付ける", more: "以前のお知らせ", close: "閉じる",
    archived: "お知らせを片付けました。", allRead: "すべて既読にしました。",
    failed: "読み込めませんでした。しばらくしてから、もう一度お試しください。", retry: "もう一度読み込む",
    ask: "同意の確認へ", withdrawn: "このお知らせは取りやめられました。", corrected: "このお知らせは訂正されました。",
    accepted: (d) => `${d}に同意済み`, refused: (d) => `${d}に「同意しない」を選択`, withdrew: (d) => `${d}に同意を撤回`,
    done: "記録しました。", loading: "読み込んでいます…", nothing: "現在、お伺いする事項はありません。", arrived: "新しいお知らせがあります。",
  },
  en: {
    bell: "Notices", unseen: (n) => `${n} unread`, none: "There are no notices.", unread: "Unread", all: "Mark all as read",
    changes: "See what changes", text: "Read the full text", archive: "Put away", more: "Earlier notices", close: "Close",
    archived: "The notice was put away.", allRead: "All are marked as read.",
    failed: "This could not be loaded. Please try again in a while.", retry: "Load again",
    ask: "Answer the request for consent", withdrawn: "This notice was withdrawn.", corrected: "This notice was corrected.",
    accepted: (d) => `You agreed on ${d}`, refused: (d) => `You chose not to agree on ${d}`, withdrew: (d) => `You withdrew on ${d}`,
    done: "Recorded.", loading: "Loading…", nothing: "There is nothing to ask at the moment.", arrived: "There is a new notice.",
  },
};
