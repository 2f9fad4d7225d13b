//! Bank accounts of the company, in the order in which invoices name them.

use model::settings::{BankAccount, SaveCompany};
use yew::prelude::*;

use crate::{
    hooks::{Caller, use_text},
    widgets::{Button, Field, Icon, Kind},
};

/// Properties of [`Accounts`].
#[derive(Properties, PartialEq)]
pub struct AccountsProps {
    /// As typed so far.
    pub accounts: Vec<BankAccount>,
    /// Knows what is wrong.
    pub save: Caller<SaveCompany>,
    /// All of them after a change.
    pub on_change: Callback<Vec<BankAccount>>,
}

/// The accounts with their fields; each can move and go.
#[component]
pub fn Accounts(props: &AccountsProps) -> Html {
    let texts = use_text();
    let last = props.accounts.len().saturating_sub(1);
    let change = |step: Step| {
        let (accounts, on_change) = (props.accounts.clone(), props.on_change.clone());
        let save = props.save.clone();
        Callback::from(move |()| {
            // What was said of a line may be about another now; the next saving says it anew.
            save.clear();
            on_change.emit(step.taken(accounts.clone()));
        })
    };

    let field = |at: usize, field: &str, set: fn(&mut BankAccount, String)| {
        let (accounts, on_change) = (props.accounts.clone(), props.on_change.clone());
        let place = format!("bank_accounts.{at}.{field}");
        let entered = Callback::from(move |text: String| {
            let mut accounts = accounts.clone();
            if let Some(account) = accounts.get_mut(at) {
                set(account, text);
            }
            on_change.emit(accounts);
        });
        (
            props.save.problems(&place),
            props.save.corrects(&place, entered),
        )
    };
    let account = |(at, account): (usize, &BankAccount)| {
        let place = at + 1;
        let button = |test: &str, label: AttrValue, icon: Icon, step: Step, disabled: bool| {
            html! { <Button test_id={format!("settings-account-{test}-{at}")} {label} kind={Kind::Plain} {icon} icon_only=true {disabled} on_click={change(step)} /> }
        };
        let named = |key: &str| texts.t_with(key, &[("place", &place)]);
        let (bank_problems, on_bank) = field(at, "bank", |account, text| account.bank = text);
        let (number_problems, on_number) =
            field(at, "number", |account, text| account.number = text);
        let (holder_problems, on_holder) =
            field(at, "holder", |account, text| account.holder = text);
        html! {
            <fieldset class="aglis-account" key={at}>
                <legend>{ named("settings-account") }</legend>
                <Field id={format!("settings-bank-{at}")} label={texts.t("settings-bank")} value={account.bank.clone()} problems={bank_problems} on_change={on_bank} />
                <Field id={format!("settings-account-{at}")} label={texts.t("settings-number")} value={account.number.clone()} required=true problems={number_problems} on_change={on_number} />
                <Field id={format!("settings-holder-{at}")} label={texts.t("settings-holder")} value={account.holder.clone()} problems={holder_problems} on_change={on_holder} />
                <div class="aglis-account-actions">
                    { button("up", named("settings-account-up"), Icon::SortUp, Step::Up(at), at == 0) }
                    { button("down", named("settings-account-down"), Icon::SortDown, Step::Up(place), at == last) }
                    { button("remove", named("settings-account-remove"), Icon::Remove, Step::Remove(at), false) }
                </div>
            </fieldset>
        }
    };
    html! {
        <>
            { for props.accounts.iter().enumerate().map(account) }
            <Button test_id="settings-add-account" label={texts.t("settings-add-account")} icon={Icon::Plus} on_click={change(Step::Add)} />
        </>
    }
}

/// What happens to the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// An empty one at the end.
    Add,
    /// The account of this place before the one above it.
    Up(usize),
    /// The account of this place goes.
    Remove(usize),
}

impl Step {
    fn taken(self, mut accounts: Vec<BankAccount>) -> Vec<BankAccount> {
        match self {
            Step::Add => accounts.push(BankAccount::default()),
            Step::Up(at) if (1..accounts.len()).contains(&at) => accounts.swap(at - 1, at),
            Step::Remove(at) if at < accounts.len() => drop(accounts.remove(at)),
            Step::Up(_) | Step::Remove(_) => {}
        }
        accounts
    }
}

#[cfg(test)]
mod tests {
    use model::settings::BankAccount;

    use super::Step;

    fn banks(accounts: &[BankAccount]) -> Vec<&str> {
        accounts
            .iter()
            .map(|account| account.bank.as_str())
            .collect()
    }

    #[test]
    fn accounts_move_and_go_and_the_ends_stay_where_they_are() {
        let all: Vec<_> = ["BCA", "BRI", "Mandiri"]
            .map(|bank| BankAccount {
                bank: bank.to_owned(),
                ..BankAccount::default()
            })
            .to_vec();
        let after = |step: Step| step.taken(all.clone());
        assert_eq!(banks(&after(Step::Up(2))), ["BCA", "Mandiri", "BRI"]);
        assert_eq!(banks(&after(Step::Remove(0))), ["BRI", "Mandiri"]);
        assert_eq!(banks(&after(Step::Add)).len(), 4);
        for nothing in [Step::Up(0), Step::Up(3), Step::Remove(3)] {
            assert_eq!(after(nothing), all, "{nothing:?}");
        }
    }
}
