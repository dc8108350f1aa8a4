// The sign-in page works as a plain form; this adds the language, the words for errors, and a backend elsewhere.
(() => {
  'use strict';
  // The console's settings are "language=en;theme=dark;…" (web/program/settings_text.cpp); this page shares two of them.
  const settings = {
    text() {
      try {
        return localStorage.getItem('kfdesk.settings') || '';
      } catch {
        return '';
      }
    },
    get(name) {
      const found = new RegExp('(?:^|;)' + name + '=(\\w+)').exec(settings.text());
      return found && found[1];
    },
    set(name, value) {
      const others = settings.text().split(';').filter((part) => part && !part.startsWith(name + '='));
      try {
        localStorage.setItem('kfdesk.settings', [...others, name + '=' + value].join(';'));
      } catch {
        // not kept: the page works all the same
      }
    },
  };
  const problems = {
    login_wrong: ['用户名或密码不正确。', 'The user name or password is wrong.'],
    too_many_tries: ['尝试次数过多，请稍后再试。', 'Too many attempts. Please try again later.'],
    busy: ['登录的人太多，请稍后再试。', 'Too many people sign in right now. Please try again shortly.'],
    store_failed: ['暂时无法登录：服务器的存储出错。', "Signing in is not possible right now: the server's store fails."],
    link_used: ['登录链接已经用过或已过期，请使用用户名和密码。', 'The sign-in link was used or has expired. Please use your user name and password.'],
    unfinished: ['没有网络，退出登录还没有在服务器上完成：在它完成之前，这个浏览器仍是登录状态。请不要关闭本页，恢复后会自动完成。', 'There is no connection: the server has not ended the session yet, and this browser is still signed in. Leave this page open; it is finished as soon as the connection is back.'],
    unreachable: ['无法连接服务器，请检查网络后重试。', 'The server cannot be reached. Please check the network and try again.'],
    other: ['暂时无法登录，请稍后再试。', 'Signing in is not possible right now. Please try again later.'],
  };
  const form = document.querySelector('form');
  const problem = document.getElementById('problem');
  const language = document.getElementById('language');
  const show = document.getElementById('show');
  const theme = settings.get('theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;

  let english = (settings.get('language') || navigator.language || 'zh').toLowerCase().startsWith('en');
  let said = null;  // [zh, en]
  function speak() {
    document.documentElement.lang = english ? 'en' : 'zh-CN';
    document.title = english ? 'Sign in · kfdesk' : '登录 · 客服台';
    for (const el of document.querySelectorAll('[data-zh]')) el.textContent = english ? el.dataset.en : el.dataset.zh;
    language.textContent = english ? '中文' : 'English';
    problem.hidden = !said;
    if (said) problem.textContent = said[english ? 1 : 0];
  }
  function say(code) {
    said = Object.hasOwn(problems, code) ? problems[code] : problems.other;
    speak();
  }

  language.hidden = show.hidden = false;
  language.addEventListener('click', () => {
    english = !english;
    settings.set('language', english ? 'en' : 'zh');
    speak();
  });
  show.addEventListener('click', () => {
    const input = document.getElementById('password');
    const shown = input.type === 'password';
    input.type = shown ? 'text' : 'password';
    show.setAttribute('aria-pressed', String(shown));
    show.dataset.zh = shown ? '隐藏' : '显示';
    show.dataset.en = shown ? 'Hide' : 'Show';
    speak();
    input.focus();
  });

  const asked = new URLSearchParams(location.search);
  const code = asked.get('error');
  if (code) {
    said = Object.hasOwn(problems, code) ? problems[code] : problems.other;
    const secs = Number(asked.get('wait'));
    if (secs > 0) said = [said[0].replace('稍后', ` ${secs} 秒后`), said[1].replace(/later|shortly/, `in ${secs} seconds`)];
    history.replaceState(null, '', location.pathname);  // a reload should not blame again
  }
  speak();

  async function post(path, body) {
    let backend = '';
    try {
      const config = await (await fetch('config.json', {cache: 'no-cache'})).json();
      if (typeof config.backend === 'string') backend = config.backend.replace(/\/+$/, '');
    } catch {
      // the page's own server then
    }
    return fetch((backend || '.') + path, {
      method: 'POST',
      credentials: 'include',
      headers: {'Content-Type': 'application/json', Accept: 'application/json'},
      body: JSON.stringify(body),
    });
  }

  // The console was left without a connection (web/program/effect_runner.cpp): the session still has to end. Not any more once
  // somebody signs in here, for then it would be theirs.
  let unfinished = location.hash === '#unfinished';
  async function finish() {
    if (!unfinished) return;
    const ended = await post('/logout', {}).then((response) => response.ok, () => false);
    if (!unfinished) return;
    if (!ended) {
      setTimeout(finish, 3000);
      return;
    }
    unfinished = false;
    history.replaceState(null, '', location.pathname);
    if (said === problems.unfinished) said = null;
    speak();
  }
  if (unfinished) {
    say('unfinished');
    finish();
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const go = form.querySelector('.go');
    go.disabled = true;
    const still = unfinished;
    unfinished = false;
    said = null;
    speak();
    try {
      const data = new FormData(form);
      const response = await post('/login', {username: data.get('username'), password: data.get('password')});
      if (response.ok) {
        location.replace('./');
        return;
      }
      const answer = await response.json().catch(() => ({}));
      // The server's own words, when it sent some: they know how long to wait.
      const error = answer.error && typeof answer.error === 'object' ? answer.error : answer;
      if (typeof error.zh === 'string' && typeof error.en === 'string') {
        said = [error.zh, error.en];
        speak();
      } else {
        say(typeof error.code === 'string' ? error.code : response.status === 401 ? 'login_wrong' : 'other');
      }
    } catch {
      say('unreachable');
    }
    go.disabled = false;
    unfinished = still;
    finish();
    const password = document.getElementById('password');
    password.select();
    password.focus();
  });
})();
