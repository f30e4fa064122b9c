/** What report.html does beyond reading: filters, opening the case that a link points at, copying a command. */
export const script = `
'use strict';
const cases = [...document.querySelectorAll('.case')];
const groups = [...document.querySelectorAll('[data-group]')];
const bar = document.querySelector('search');
const controls = [...document.querySelectorAll('search [name]')];
const hasTag = (one, tag) => [...one.querySelectorAll('summary small')].some((tagged) => tagged.textContent === tag);
const fitting = {
  outcome: (one, outcome) => one.classList.contains(outcome),
  disposition: hasTag,
  finding: hasTag,
  section: (one, section) => one.closest('[data-section]').dataset.section === section,
  subject: (one, subject) => one.querySelector('b').textContent === subject,
  naming: (one, naming) => (one.querySelector('i') !== null) === (naming === 'release'),
};
const texts = new Map();
const textOf = (one) => {
  if (!texts.has(one)) texts.set(one, (one.querySelector('dl').id + ' ' + one.textContent).toLowerCase());
  return texts.get(one);
};
const filter = () => {
  const wanted = controls.filter((control) => control.value.trim() !== '');
  const words = wanted.filter((control) => control.name === 'text')
    .flatMap((control) => control.value.trim().toLowerCase().split(/\\s+/));
  const exact = wanted.filter((control) => control.name !== 'text');
  let count = 0;
  for (const one of cases) {
    const fits = exact.every((control) => fitting[control.name](one, control.value)) &&
      words.every((word) => textOf(one).includes(word));
    one.hidden = !fits;
    if (fits) count += 1;
  }
  for (const group of groups) group.hidden = !group.querySelector('.case:not([hidden])');
  bar.querySelector('output').textContent = count + ' of ' + cases.length + ' cases';
};
const showAll = () => {
  for (const control of controls) control.value = '';
  filter();
};
if (bar) {
  bar.hidden = false;
  bar.addEventListener('input', filter);
  bar.querySelector('button').addEventListener('click', showAll);
  filter();
}
const reveal = () => {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch {}
  const target = document.getElementById(id);
  if (!target) return;
  if (target.closest('[hidden]')) showAll();
  for (let at = target.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
  target.scrollIntoView();
};
addEventListener('hashchange', reveal);
for (const link of document.querySelectorAll('a[data-filter]')) {
  link.addEventListener('click', () => {
    const [name, wanted] = link.dataset.filter.split('=');
    for (const control of controls) control.value = control.name === name ? wanted : '';
    filter();
  });
}
if (navigator.clipboard) {
  for (const command of document.querySelectorAll('.command')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(command.textContent);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
    command.after(button);
  }
}
reveal();
`;
