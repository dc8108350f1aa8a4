// The distribution's Firefox with software WebGL2. Headless Firefox has no WebGL without a graphics card, so it draws on a
// virtual screen.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { until } from './programs.mjs';

async function virtualScreen(use) {
  let number = 90 + (process.pid % 400);
  while (existsSync(`/tmp/.X11-unix/X${number}`)) number += 1;
  const screen = spawn('Xvfb', [`:${number}`, '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => screen.once('close', resolve));
  screen.once('error', () => {});
  use.after(async () => {
    screen.kill('SIGTERM');
    await ended;
  });
  await until('the virtual screen is there', () => existsSync(`/tmp/.X11-unix/X${number}`), { timeoutMs: 10_000 });
  return `:${number}`;
}

export async function firefoxPage(use) {
  const display = await virtualScreen(use);
  const firefox = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.KFDESK_FIREFOX ?? '/usr/bin/firefox-esr',
    headless: false,
    env: { ...process.env, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: '1' },
    extraPrefsFirefox: { 'webgl.force-enabled': true, 'intl.accept_languages': 'zh-CN, zh' },
    defaultViewport: { width: 1280, height: 720 },
  });
  use.after(() => firefox.close());
  const page = await firefox.newPage();
  page.setDefaultTimeout(45_000);
  return page;
}
