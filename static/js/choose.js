// Runs "Choose all" buttons: every box of that name in the form; once all are chosen, none.
for (const button of document.querySelectorAll("button[data-choose]")) {
  button.addEventListener("click", () => {
    const boxes = [...button.form.querySelectorAll(`input[type="checkbox"][name="${button.dataset.choose}"]`)];
    const choose = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = choose;
  });
}
