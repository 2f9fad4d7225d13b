//! Files that the person hands in through the page.

use std::sync::Arc;

use aglis_core::{answer::refusal, error::Error};
use tauri::{
    State,
    ipc::{InvokeBody, Request, Response},
};

use crate::{
    call::{header, unreadable},
    desk::Desk,
};

/// Takes a file (raw bytes, its name percent-encoded in the header `name`) and answers its id.
#[tauri::command]
pub async fn upload(request: Request<'_>, desk: State<'_, Arc<Desk>>) -> Result<Response, String> {
    let name = decoded(&header(&request, "name"));
    let InvokeBody::Raw(bytes) = request.body() else {
        return Ok(Response::new(refusal(&unreadable())));
    };
    let answer = match desk.context() {
        // The size is looked at before anything is written.
        Ok(cx) => cx.uploads.keep(&name, bytes).map_err(Error::into_fault),
        Err(fault) => Err(fault),
    };
    let bytes = serde_json::to_vec(&answer);
    Ok(Response::new(
        bytes.unwrap_or_else(|_| refusal(&unreadable())),
    ))
}

/// Undoes percent-encoding; what is not UTF-8 or not a code is kept as it came.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = (first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match code {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn a_file_name_in_any_alphabet_arrives() {
        assert_eq!(decoded("pelanggan%20%C3%A9.csv"), "pelanggan é.csv");
        assert_eq!(decoded("100%.csv"), "100%.csv");
        assert_eq!(decoded("%zz%4"), "%zz%4");
    }
}
