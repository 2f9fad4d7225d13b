//! The size of an element, whatever changes it.

use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Calls once when the element is there and again whenever its size changes, also without a resize of the window.
#[hook]
pub fn use_resized(node: &NodeRef, on_resize: Callback<()>) {
    let node = node.clone();
    use_effect_with(on_resize, move |on_resize| {
        on_resize.emit(());
        let on_resize = on_resize.clone();
        let resized = Closure::<dyn FnMut()>::new(move || on_resize.emit(()));
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, node.cast::<Element>()) {
            observer.observe(&element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(resized);
        }
    });
}
