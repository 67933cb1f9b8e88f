export * from './SettingsPart';
