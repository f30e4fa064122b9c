/** What report.html does beyond reading: filters, opening the case that a link points at, copying a command. */
export const script = `
'use strict';
document.documentElement.classList.add('js');
const cases = [...document.querySelectorAll('details.case')];
const groups = [...document.querySelectorAll('[data-group]')];
const controls = [...document.querySelectorAll('.filters [name]')];
const shown = document.getElementById('shown');
const value = (name) => controls.find((control) => control.name === name).value;
const of = {
  outcome: (one) => one.classList[1],
  finding: (one) => one.dataset.finding,
  section: (one) => one.closest('[data-section]').dataset.section,
  naming: (one) => one.id.endsWith('@release') ? 'release' : 'documented',
};
const filter = () => {
  const text = value('text').trim().toLowerCase();
  const exact = Object.keys(of).filter((name) => value(name) !== '');
  let count = 0;
  for (const one of cases) {
    const fits = exact.every((name) => of[name](one) === value(name)) &&
      (text === '' || one.textContent.toLowerCase().includes(text));
    one.hidden = !fits;
    if (fits) count += 1;
  }
  for (const group of groups) group.hidden = !group.querySelector('details.case:not([hidden])');
  shown.textContent = count + ' of ' + cases.length + ' cases';
};
for (const control of controls) control.addEventListener('input', filter);
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.hidden || target.closest('[hidden]')) {
    for (const control of controls) control.value = '';
    filter();
  }
  for (let at = target.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
  target.scrollIntoView();
};
addEventListener('hashchange', reveal);
for (const link of document.querySelectorAll('a[data-filter]')) {
  link.addEventListener('click', () => {
    for (const control of controls) control.value = '';
    const [name, wanted] = link.dataset.filter.split('=');
    controls.find((control) => control.name === name).value = wanted;
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
filter();
reveal();
`;
