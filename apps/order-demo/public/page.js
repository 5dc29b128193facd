import { WORDS } from './words.js';

const SAMPLES_A_SECOND = 5;
const element = (id) => document.getElementById(id);
const write = (id, text) => {
  const place = element(id);
  if (place.textContent !== String(text)) place.textContent = text;
};

let language = navigator.language.startsWith('zh') ? 'zh' : 'en';
let state;
let isConnected = true;

function words() {
  return WORDS[language];
}

function speak() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const place of document.querySelectorAll('[data-word]'))
    place.textContent = words()[place.dataset.word];
  for (const place of document.querySelectorAll('[data-label]'))
    place.setAttribute('aria-label', words()[place.dataset.label]);
  element('language').textContent = language === 'zh' ? 'English' : '中文';
  element('language').lang = language === 'zh' ? 'en' : 'zh-CN';
  if (state) show();
}

function statusText() {
  const { phase, placed, total } = state;
  if (phase !== 'idle') return phase === 'starting' ? words().starting : words().running({ total });
  return total === 0 ? words().idle : words().done({ placed, total });
}

function showTally(name, { given, repeated, last }) {
  write(`${name}-given`, given.toLocaleString(language));
  write(`${name}-repeated`, repeated.toLocaleString(language));
  element(`${name}-repeated`).classList.toggle('bad', repeated > 0);
  element(`${name}-last`).replaceChildren(
    ...last.map((seen) => {
      const item = document.createElement('li');
      item.textContent = seen.text;
      if (!seen.repeated) return item;
      const mark = document.createElement('strong');
      mark.textContent = words().twice;
      item.append(' ', mark);
      return item;
    }),
  );
}

function showRate(rates) {
  const current = rates.slice(-SAMPLES_A_SECOND).reduce((sum, count) => sum + count, 0);
  write('rate', state.phase === 'running' ? current.toLocaleString(language) : 0);
  const highest = Math.max(1, ...rates);
  const points = rates.map((count, index) => `${(index / 49) * 300},${58 - (count / highest) * 56}`);
  const chart = element('chart');
  chart.firstElementChild.setAttribute('points', points.join(' '));
  const most = rates.length === 0 ? 0 : highest * SAMPLES_A_SECOND;
  chart.setAttribute('aria-label', words().chart({ highest: most }));
}

function showQueue({ waiting, paid, holder }) {
  write('waiting', waiting);
  write('paid', paid);
  write('dots', '●'.repeat(waiting));
  write('holder', holder ? words().holder(holder) : words().nobody);
}

function showEvents(events) {
  element('events').replaceChildren(
    ...events.map((event) => {
      const item = document.createElement('li');
      const time = document.createElement('span');
      time.className = 'time';
      time.textContent = `${event.at.toFixed(1)} s`;
      item.append(time, ' ', words().events_[event.what](event));
      return item;
    }),
  );
}

function show() {
  const { phase, redis, canKill, placed, total } = state;
  element('run').disabled = phase !== 'idle';
  element('kill').disabled = !canKill || redis === 'away';
  write('kill-note', canKill ? words().killNote : words().cannotKill);
  element('progress').max = Math.max(1, total);
  element('progress').value = placed;
  write('status', isConnected ? statusText() : words().lost);
  write('redis', words()[redis]);
  element('redis').classList.toggle('bad', redis === 'away');
  showTally('ours', state.ours);
  showTally('plain', state.plain);
  showRate(state.rates);
  showQueue(state.queue);
  showEvents(state.events);
}

async function ask(path, body) {
  write('trouble', '');
  const headers = { 'content-type': 'application/json' };
  try {
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) write('trouble', (await response.json()).message);
  } catch (error) {
    write('trouble', String(error));
  }
}

element('run').addEventListener('click', () => ask('show/run', { orders: 1000 }));
element('kill').addEventListener('click', () => ask('show/kill-redis', {}));
element('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  speak();
});

const source = new EventSource('show/events');
source.addEventListener('message', ({ data }) => {
  isConnected = true;
  state = JSON.parse(data);
  show();
});
source.addEventListener('error', () => {
  isConnected = false;
  if (state) show();
});
speak();
